import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../../../dist/weir.js', import.meta.url))

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs the command line as a process of its own, with these variables of Weir and no others. */
export async function runWeir(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const outer = Object.entries(process.env).filter(([name]) => !name.startsWith('WEIR_'))
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...Object.fromEntries(outer), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended: Ended = { code: null, stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', chunk => {
    ended.stdout += chunk
  })
  child.stderr.setEncoding('utf8').on('data', chunk => {
    ended.stderr += chunk
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { ...ended, code }
}
