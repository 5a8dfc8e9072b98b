import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { eventually } from '../recovery/settle.ts'

/** This file runs from tests/dist/bench. */
export const root = join(import.meta.dirname, '../../..')

/** The launcher gives it to its children (packages/cli, child.ts); a process measured alone shall be the same. */
const youngObjects = '--max-semi-space-size=32'

export interface ServiceProcess {
  url: string
  pid: number
  /** A counter or gauge without labels of its /metrics. */
  counter(name: string): Promise<number>
  /** SIGTERM, then waits for its end. */
  stop(): Promise<void>
}

/** Starts a program that says where it listens, and waits until it is ready. `script` is a path in the repository. */
export async function startServiceProcess(
  script: string,
  env: Readonly<Record<string, string>>,
  nodeArguments: readonly string[] = [],
): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [youngObjects, ...nodeArguments, join(root, script)], {
    cwd: root,
    env: { ...process.env, WEIR_LOG_FORMAT: 'json', WEIR_LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const url = await addressOf(child, script)
  await eventually(
    () => fetch(`${url}/readyz`),
    ({ ok }) => ok,
    60_000,
  )
  return {
    url,
    pid: child.pid!,
    async counter(metric) {
      const text = await (await fetch(`${url}/metrics`)).text()
      return Number(new RegExp(`^${metric}\\{[^}]*\\} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN)
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}

function addressOf(child: ChildProcess, script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let words = ''
    child.stderr!.on('data', chunk => {
      words = (words + String(chunk)).slice(-20_000)
      const url = /listening at (http[^"]+)"/.exec(words)?.[1]
      if (url) resolve(url)
    })
    child.once('exit', code => reject(new Error(`${script} ended with ${code}:\n${words}`)))
  })
}
