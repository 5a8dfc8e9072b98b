import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const service = fileURLToPath(new URL('..', import.meta.url))

/** Tests run from source, processes from what was built of it. */
export function build(): void {
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
  execFileSync(process.execPath, [compiler, '-b', service], { stdio: 'pipe' })
}

/** A real process of identity; `output` is what it logged. */
export function spawnIdentity(env: Record<string, string>) {
  const output: string[] = []
  const child: ChildProcess = spawn(process.execPath, [join(service, 'dist/main.js')], {
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
