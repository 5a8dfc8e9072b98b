import { randomBytes } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * Where process ids mean the same as here: this boot of this kernel, this pid namespace (a container has its own).
 * Undefined off Linux, where nobody is ever called dead and a lease is waited out.
 */
const machine = ((): string | undefined => {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const namespace = /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0]
    return namespace && `${boot}.${namespace}`
  } catch {
    return undefined
  }
})()

/** State letter and start time in clock ticks since boot; with the pid, the start time names one process for good. */
function processStat(pid: number): { state: string; startTicks: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The command name before it may hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state, startTicks] = [fields[0], fields[19]]
    return state && startTicks ? { state, startTicks } : undefined
  } catch {
    return undefined
  }
}

const startTicks = machine && processStat(process.pid)?.startTicks
const self = startTicks
  ? `${machine}/${process.pid}/${startTicks}`
  : `${hostname()}/${process.pid}/${randomBytes(6).toString('hex')}`

/** A holder id for leases and claims that is this process's alone, and tells others on this machine when it has died. */
export const processHolder = (role: string): string => `${role}@${self}`

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it is there, but somebody else's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** True only when the holder certainly was a process of this machine that has ended; anything unclear is false. */
export function holderIsDead(holder: string): boolean {
  const [, where, pidText, ticks] = /@([^/@]+)\/(\d+)\/(\d+)$/.exec(holder) ?? []
  if (machine === undefined || where !== machine) return false
  const pid = Number(pidText)
  if (!exists(pid)) return true
  const stat = processStat(pid)
  // A killed child that nobody has waited for yet (Z) will never write again either.
  return stat !== undefined && (stat.startTicks !== ticks || stat.state === 'Z' || stat.state === 'X')
}
