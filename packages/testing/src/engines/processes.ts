import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/** Processes whose parent is `pid` (Linux; elsewhere none are known). */
export function childrenOf(pid: number): number[] {
  try {
    const listed = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
    return listed === '' ? [] : listed.split(' ').map(Number)
  } catch {
    return []
  }
}

/** Sends a signal to those that are still there. */
export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

/** Ended, though perhaps nobody has waited for it. */
function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0)
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH' || !processTable
  }
}

const processTable = ((): boolean => {
  try {
    return readFileSync('/proc/self/stat').length > 0
  } catch {
    return false
  }
})()

/** Asks again and again, a few times in a blink, until it is so. @throws Error after `timeoutMs` */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, timeoutMs = 180_000): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs
  while (!(await isSo())) {
    if (performance.now() > deadlineMs) throw new Error(`${what}: not within ${timeoutMs} ms`)
    await delay(10)
  }
}

export const allEnded = (pids: readonly number[]): Promise<void> =>
  until(`the end of processes ${pids.join(', ')}`, () => pids.every(hasEnded))
