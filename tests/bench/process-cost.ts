import { readFileSync } from 'node:fs'

/** What the kernel counts CPU time in, on every Linux of today. */
const ticksPerSecond = 100

/** CPU seconds a process has used so far, all its threads; 0 when it is gone. */
export function cpuSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
  } catch {
    return 0
  }
}

/** Proportional set size, MB: shared pages are divided among those who share them, so a tree's sum is what it costs. */
export interface Memory {
  total: number
  /** Without pages of files: those of the log are there because the kernel has room for them, and go when it has not. */
  anonymous: number
}

export function memoryOf(pids: Iterable<number>): Memory {
  const sum = { total: 0, anonymous: 0 }
  for (const pid of pids) {
    const rollup = rollupOf(pid)
    sum.total += megabytes(rollup, 'Pss')
    sum.anonymous += megabytes(rollup, 'Pss_Anon')
  }
  return sum
}

function rollupOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1')
  } catch {
    return ''
  }
}

const megabytes = (rollup: string, field: string) =>
  Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0) / 1_024

/** CPU of several processes from now to the call of what it returns: seconds by name. */
export function cpuWatch(pids: ReadonlyMap<string, number>) {
  const before = new Map([...pids].map(([name, pid]) => [name, { pid, cpu: cpuSeconds(pid) }]))
  const startedAt = performance.now()
  return () => ({
    seconds: (performance.now() - startedAt) / 1_000,
    cpu: new Map([...before].map(([name, { pid, cpu }]) => [name, cpuSeconds(pid) - cpu])),
  })
}
