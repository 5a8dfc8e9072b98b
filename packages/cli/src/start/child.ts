import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Writable } from 'node:stream'
import type { ServiceName } from './ports.ts'

export interface ChildSpec {
  name: ServiceName
  script: string
  env: Record<string, string>
}

export interface ChildEvents {
  /** One line the child wrote to stderr. */
  line(name: string, text: string): void
  died(name: string, how: { code: number | null; signal: NodeJS.Signals | null }, restartInMs: number): void
  /** It will not come back by itself: only a person can change the cause. */
  refused(name: string): void
}

/** The child asked not to be started again (packages/lifecycle, exit codes). */
const refusedCode = 78
/**
 * A batch of events lives a few hundred milliseconds: with V8's usual 16 MB of young space it is moved to the old one and
 * collected dearly. This took a third off the processor's CPU. It is used under load only.
 */
const youngObjects = '--max-semi-space-size=32'
const firstDelayMs = 200
const longestDelayMs = 10_000
/** A child that ran this long starts afresh with the shortest delay. */
const healthyMs = 5_000

/** One process of the tree: started, restarted with back-off when it dies, stopped once. */
export function superviseChild(spec: ChildSpec, events: ChildEvents, logFile: Writable) {
  let child: ChildProcess | undefined
  let stopping = false
  let failures = 0
  let timer: NodeJS.Timeout | undefined

  function start(): void {
    const startedAt = Date.now()
    const running = fork(spec.script, [], {
      env: spec.env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [youngObjects],
    })
    child = running
    eachLine(running.stdout!, text => events.line(spec.name, text))
    eachLine(running.stderr!, text => {
      logFile.write(`${text}\n`)
      events.line(spec.name, text)
    })
    running.once('exit', (code, signal) => {
      child = undefined
      if (stopping) return
      if (code === refusedCode) return events.refused(spec.name)
      failures = Date.now() - startedAt > healthyMs ? 0 : failures + 1
      const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.max(0, failures - 1))
      events.died(spec.name, { code, signal }, delayMs)
      timer = setTimeout(start, delayMs)
    })
  }

  return {
    name: spec.name,
    start,
    pid: () => child?.pid,
    /** Ends it (it restarts by itself): for a program that was rebuilt. */
    restart: () => child?.kill('SIGTERM'),
    /** From now on its end is no accident: said to all before the first is stopped, as a signal may reach them together. */
    letGo(): void {
      stopping = true
    },
    async stop(): Promise<void> {
      stopping = true
      clearTimeout(timer)
      if (!child) return
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    },
  }
}

export type SupervisedChild = ReturnType<typeof superviseChild>

function eachLine(stream: NodeJS.ReadableStream, line: (text: string) => void): void {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const text of lines) if (text) line(text)
  })
}
