import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const root = join(import.meta.dirname, import.meta.filename.endsWith('.ts') ? '../..' : '../../..')

export interface ReadinessReport {
  ready: boolean
  checks: Record<string, { ok: boolean; reason?: string; since?: string }>
}

/** One service as its own process, `node services/<name>`, with the given variables of Weir and no others. */
export function startService(name: string, env: Record<string, string>) {
  const outer = Object.entries(process.env).filter(([variable]) => !variable.startsWith('WEIR_'))
  const child: ChildProcess = spawn(process.execPath, [join('services', name)], {
    cwd: root,
    env: { ...Object.fromEntries(outer), WEIR_LOG_FORMAT: 'json', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let log = ''
  child.stderr!.setEncoding('utf8').on('data', (chunk: string) => {
    log += chunk
  })
  const exited = once(child, 'exit') as Promise<[number | null]>
  const url = `http://127.0.0.1:${env[`WEIR_${name.toUpperCase()}_PORT`]}`
  return {
    name,
    log: () => log,
    exitCode: async () => (await exited)[0],
    /** What it says of itself; undefined while nothing listens. */
    async readiness(): Promise<ReadinessReport | undefined> {
      if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}:\n${log}`)
      const answer = await fetch(`${url}/readyz`).catch(() => undefined)
      return answer && ((await answer.json()) as ReadinessReport)
    },
    async stop(): Promise<number | null> {
      child.kill('SIGTERM')
      return (await exited)[0]
    },
  }
}
