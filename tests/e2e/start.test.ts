import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestPlatform } from '../platform/platform.ts'

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'weir-start-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

/** Runs `npm start`'s launcher to its end. */
async function start(env: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['dist/weir.js', 'start', '--json'], {
    env: { ...process.env, WEIR_DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', chunk => {
    output += String(chunk)
  })
  child.stderr.on('data', chunk => {
    output += String(chunk)
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  return { code, output }
}

const freePorts = Object.fromEntries(
  ['QUERY', 'INGEST', 'IDENTITY', 'PROCESSOR', 'ALERTS', 'CLICKHOUSE'].map(name => [`WEIR_${name}_PORT`, '0']),
)

describe('npm start that cannot start', () => {
  it('names the port in use and the variable that moves it', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const { code, output } = await start({ ...freePorts, WEIR_INGEST_PORT: String(port) })
    server.close()
    expect(code).toBe(78)
    expect(output).toMatch(new RegExp(`port ${port} on 127.0.0.1 is in use`))
    expect(output).toMatch(/set WEIR_INGEST_PORT/)
    expect(output).not.toMatch(/\n\s+at /)
  })

  it('refuses a data directory of another version', async () => {
    await writeFile(join(dataDir, 'format.json'), '{"format":99}')
    const { code, output } = await start(freePorts)
    expect(code).toBe(78)
    expect(output).toMatch(/has format 99, this version of Weir writes 1/)
    expect(output).not.toMatch(/\n\s+at /)
  })

  it('lists every mistake of the configuration at once', async () => {
    const { code, output } = await start({ WEIR_QUERY_PORT: 'x', WEIR_LOG_LEVEL: 'loud' })
    expect(code).toBe(78)
    expect(output).toMatch(/WEIR_QUERY_PORT/)
    expect(output).toMatch(/WEIR_LOG_LEVEL/)
  })
})

describe('npm start', () => {
  it('makes credentials once, keeps them across restarts, and refuses a second platform on the same directory', async () => {
    await mkdir(dataDir, { recursive: true })
    const platform = await startTestPlatform({ dataDir })
    const first = await platform.credentials()
    expect((await stat(join(dataDir, 'credentials.json'))).mode & 0o777).toBe(0o600)
    const { code, output } = await start(freePorts)
    expect(code).toBe(78)
    expect(output).toMatch(/is in use by Weir, process \d+/)
    expect(await platform.stop()).toBe(0)
    await platform.start()
    expect(await platform.credentials()).toEqual(first)
    await platform.dispose()
  })
})
