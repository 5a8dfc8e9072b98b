import { readFileSync } from 'node:fs'

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
export function pssMb(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1')
    return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) / 1_024
  } catch {
    return 0
  }
}

/** CPU of several processes between two moments. */
export function cpuWatch(pids: () => ReadonlyMap<string, number>) {
  const before = new Map([...pids()].map(([name, pid]) => [name, { pid, cpu: cpuSeconds(pid) }]))
  const startedAt = performance.now()
  return () => {
    const seconds = (performance.now() - startedAt) / 1_000
    const cpu = new Map([...before].map(([name, { pid, cpu }]) => [name, cpuSeconds(pid) - cpu]))
    return { seconds, cpu }
  }
}
