import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'

export interface WorkerOptions {
  name: string
  script: string
  env: Record<string, string>
  /** Answers 200 when the process is ready. */
  probe: string
}

/** The launcher gives it to its children (packages/cli, child.ts); a service run alone shall be the same. */
const youngObjects = '--max-semi-space-size=32'
const againMs = 300
const keptOutput = 20_000

/** One process under a service manager: started again when it dies, until it is stopped. */
export function startWorker({ name, script, env, probe }: WorkerOptions) {
  let child: ChildProcess
  let stopping = false
  let words = ''
  let starts = 0
  let refused = false

  function start(): void {
    starts += 1
    child = spawn(process.execPath, [youngObjects, script], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    child.stderr!.setEncoding('utf8').on('data', (chunk: string) => {
      words = (words + chunk.replaceAll(/^/gm, `${name}: `)).slice(-keptOutput)
    })
    child.once('exit', (code, signal) => {
      words += `${name}: ended (${signal ?? code})\n`
      // It asks not to be started again (packages/lifecycle): what is wrong must be told, not waited for.
      if (code === 78 && !stopping) refused = true
      else if (!stopping) setTimeout(() => stopping || start(), againMs)
    })
  }
  start()

  const gone = () => child.exitCode !== null || child.signalCode !== null
  const signal = (which: NodeJS.Signals) => !gone() && child.kill(which)

  return {
    name,
    pid: () => child.pid!,
    output: () => words,
    /** How often it was started. */
    starts: () => starts,
    /** Ends it without warning; it is started again. */
    kill: () => signal('SIGKILL'),
    /** Asks it to end in order; it is started again. */
    restart: () => signal('SIGTERM'),
    /** Stands still until `resume`, as in a long garbage collection or a machine that sleeps. */
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    /** What the probe says, 0 while it does not answer. */
    async status(): Promise<{ status: number; text: string }> {
      try {
        const answer = await fetch(probe, { signal: AbortSignal.timeout(2_000) })
        return { status: answer.status, text: await answer.text() }
      } catch {
        return { status: 0, text: 'no answer' }
      }
    },
    async ready(timeoutMs = 240_000): Promise<void> {
      const giveUpAt = Date.now() + timeoutMs
      for (;;) {
        const { status, text } = await this.status()
        if (status === 200) return
        if (refused || Date.now() > giveUpAt) throw new Error(`${name} is not ready: ${text}\n${words}`)
        await wait(100)
      }
    },
    async stop(): Promise<void> {
      stopping = true
      if (gone()) return
      const ended = once(child, 'exit')
      child.kill('SIGCONT')
      child.kill('SIGTERM')
      await ended
    },
  }
}

export type Worker = ReturnType<typeof startWorker>
