import { readFileSync } from 'node:fs'

/** A process, told apart from a later one with the same pid. All who share a log share one pid namespace. */
export interface ProcessIdentity {
  pid: number
  /** Boot and moment of its start; empty where the system does not tell. */
  startedAt: string
}

export const identityOf = (pid: number): ProcessIdentity => ({ pid, startedAt: startOf(pid) ?? '' })

export const thisProcess = (): ProcessIdentity => identityOf(process.pid)

/** A process killed but not yet reaped by its parent counts as dead. */
export function isAlive({ pid, startedAt }: ProcessIdentity): boolean {
  if (startedAt !== '') return startOf(pid) === startedAt
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

let bootId: string | undefined

function startOf(pid: number): string | undefined {
  try {
    bootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name may hold spaces and parentheses: fields are counted from its end. State is field 3, the start field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : `${bootId}/${fields[19]}`
  } catch {
    return undefined
  }
}
