import { readdirSync, readFileSync } from 'node:fs'

/** What the kernel counts CPU time in, on every Linux of today. */
const ticksPerSecond = 100

/** CPU seconds a process has used so far, all its threads; 0 when it is gone. */
export function cpuSeconds(pid: number): number {
  const fields = statOf(pid)
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / ticksPerSecond
}

/** Fields of its stat after the name, which may hold spaces; none when it is gone. */
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}

/** CPU seconds of the child processes of this one that have ended. */
export function endedChildrenCpuSeconds(): number {
  const fields = statOf(process.pid)
  return (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) / ticksPerSecond
}

/** CPU seconds of a process, of all that it started, and of those among them that have ended. */
export function treeCpuSeconds(pid: number): number {
  let ticks = 0
  for (const each of [pid, ...descendantsOf(pid)]) {
    const fields = statOf(each)
    // Own user and system time, then that of ended children.
    ticks += [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field] ?? 0), 0)
  }
  return ticks / ticksPerSecond
}

function descendantsOf(pid: number): number[] {
  const children = childrenOf(pid)
  return [...children, ...children.flatMap(descendantsOf)]
}

/** Child processes; any of a process's threads may have started them. */
function childrenOf(pid: number): number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`)
    const lists = threads.map(thread => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8'))
    return lists.flatMap(list => list.trim().split(/\s+/).filter(Boolean).map(Number))
  } catch {
    return []
  }
}

/** Child processes of this one whose command line holds a word. */
export const childrenNamed = (word: string): number[] =>
  childrenOf(process.pid).filter(pid => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(word)
    } catch {
      return false
    }
  })

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

/** A process, or what tells the CPU seconds of several. */
export type Costly = number | (() => number)

const spentBy = (what: Costly) => (typeof what === 'number' ? cpuSeconds(what) : what())

/** CPU of several processes from now to the call of what it returns: seconds by name. */
export function cpuWatch(processes: ReadonlyMap<string, Costly>) {
  const before = new Map([...processes].map(([name, what]) => [name, { what, cpu: spentBy(what) }]))
  const startedAt = performance.now()
  return () => ({
    seconds: (performance.now() - startedAt) / 1_000,
    cpu: new Map([...before].map(([name, { what, cpu }]) => [name, spentBy(what) - cpu])),
  })
}
