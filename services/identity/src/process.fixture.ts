import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../../dist/identity.js', import.meta.url))

/** A real process of identity; `output` is what it logged. */
export function spawnIdentity(env: Record<string, string>) {
  const output: string[] = []
  const child: ChildProcess = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH, WEIR_IDENTITY_PORT: '0', WEIR_LOG_FORMAT: 'json', WEIR_LOG_LEVEL: 'debug', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  child.stderr!.on('data', chunk => output.push(String(chunk)))
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
  return {
    output: () => output.join(''),
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    kill: () => end('SIGKILL'),
    async stop(): Promise<number | null> {
      await end('SIGTERM')
      return child.exitCode
    },
    /** Where it listens, once it does. */
    async url(): Promise<string> {
      for (;;) {
        const found = /listening at (http[^"]+)"/.exec(output.join(''))?.[1]
        if (found) return found
        await Promise.race([once(child.stderr!, 'data'), once(child, 'exit')])
        if (child.exitCode !== null) throw new Error(`identity ended with ${child.exitCode}:\n${output.join('')}`)
      }
    },
  }
}
