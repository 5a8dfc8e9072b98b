import { execFileSync } from 'node:child_process'
import { cpus, loadavg, release, totalmem } from 'node:os'

/** What the figures were measured on: without it they say nothing. */
export function describeMachine() {
  const cores = cpus()
  return {
    cpu: cores[0]?.model ?? 'unknown',
    cores: cores.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    kernel: `${process.platform} ${release()}`,
    node: process.version,
    commit: commit(),
    /** Of the minute before the run: on a busy machine nothing below counts. */
    loadBefore: Number(loadavg()[0]?.toFixed(2)),
    startedAt: new Date().toISOString(),
  }
}

export type Machine = ReturnType<typeof describeMachine>

export const machineText = ({ cpu, cores, memoryGb, kernel, node, commit, loadBefore }: Machine): string =>
  `${cores} cores of ${cpu}, ${memoryGb} GB, ${kernel}, Node ${node}, commit ${commit}, load ${loadBefore} before\n`

function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return 'unknown'
  }
}
