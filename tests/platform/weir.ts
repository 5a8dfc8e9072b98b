import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** This file runs from its source (vitest) and from tests/dist (benchmarks). */
const root = join(import.meta.dirname, import.meta.filename.endsWith('.ts') ? '../..' : '../../..')

/** What `weir start --json` says when it is ready. */
export interface ReadyTree {
  event: 'ready'
  services: string[]
  ports: Record<string, number>
  pids: Record<string, number>
  ingestUrl?: string
  queryUrl?: string
  clickhouseUrl?: string
}

/** The command line as a process, with the given variables of Weir and no others. */
export function spawnWeir(args: readonly string[], env: Record<string, string>): ChildProcess {
  const outer = Object.entries(process.env).filter(([name]) => !name.startsWith('WEIR_'))
  return spawn(process.execPath, [join(root, 'dist/weir.js'), ...args], {
    cwd: root,
    env: { ...Object.fromEntries(outer), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Runs a command to its end. */
export async function weir(args: readonly string[], env: Record<string, string>) {
  const child = spawnWeir(args, env)
  const output = collect(child)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout: output.stdout(), stderr: output.stderr() }
}

/** `weir start` with some services; resolves when it says that it is ready. */
export async function startTree(services: readonly string[], env: Record<string, string>) {
  const child = spawnWeir(['start', '--services', services.join(','), '--json'], env)
  const output = collect(child)
  const exited = once(child, 'exit') as Promise<[number | null]>
  const ready = await new Promise<ReadyTree>((resolve, reject) => {
    child.stdout!.on('data', () => {
      const [line, rest] = output.stdout().split('\n', 2)
      if (rest !== undefined) resolve(JSON.parse(line!) as ReadyTree)
    })
    void exited.then(([code]) => reject(new Error(`weir start ended with ${code}:\n${output.stderr()}`)))
  })
  return {
    ready,
    output: output.stderr,
    async stop(): Promise<number | null> {
      child.kill('SIGTERM')
      return (await exited)[0]
    },
  }
}

function collect(child: ChildProcess) {
  const text = { stdout: '', stderr: '' }
  child.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
    text.stdout += chunk
  })
  child.stderr!.setEncoding('utf8').on('data', (chunk: string) => {
    text.stderr += chunk
  })
  return { stdout: () => text.stdout, stderr: () => text.stderr }
}
