import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { WeirError } from '@weir/errors'
import { libuvThreads } from './tuning.ts'

/** How it is run: `node <main>`, with these variables beside those of docs/configuration.md. */
export const embeddedProcess = {
  main: fileURLToPath(new URL('../../../../dist/clickhouse.js', import.meta.url)),
  /** Node counts its threads before any of our code runs; ClickHouse reads its time zone when it is loaded. */
  env: { UV_THREADPOOL_SIZE: String(libuvThreads), TZ: 'UTC' },
} as const

export interface EmbeddedProcess {
  /** http://host:port */
  url: string
  process: ChildProcess
  /** SIGTERM, then waits for its end. */
  stop(): Promise<void>
}

/**
 * Starts the embedded ClickHouse as a child process and waits until it answers.
 * @param env the variables of embedded/env.ts, and WEIR_DATA_DIR
 * @throws WeirError CLICKHOUSE_UNAVAILABLE with its last words when it ends instead.
 */
export async function startEmbeddedClickHouse(env: Record<string, string>): Promise<EmbeddedProcess> {
  const child = spawn(process.execPath, [embeddedProcess.main], {
    env: { ...process.env, ...embeddedProcess.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let words = ''
  child.stderr?.setEncoding('utf8').on('data', chunk => {
    words = (words + chunk).slice(-4_000)
  })
  const ready = once(child, 'message') as Promise<[{ url: string }]>
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new WeirError('CLICKHOUSE_UNAVAILABLE', `the embedded ClickHouse ended (${signal ?? code}): ${words.trim()}`)
  })
  const [{ url }] = await Promise.race([ready, ended])
  ended.catch(() => {})
  return {
    url,
    process: child,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}
