import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ClickHouse, createClickHouse } from '@weir/clickhouse'
import { type CredentialsFile, clickhouseServicePassword, readSecrets } from '@weir/credentials'

/** This file runs from its source (vitest) and from tests/dist (benchmarks). */
const root = join(import.meta.dirname, import.meta.filename.endsWith('.ts') ? '../..' : '../../..')

interface ReadyLine {
  event: 'ready'
  pid: number
  startupMs: number
  ingestUrl: string
  queryUrl: string
  clickhouseUrl: string
  ports: Record<string, number>
}

export interface PlatformOptions {
  /** Kept and reused when given; otherwise a fresh one that `dispose` removes. */
  dataDir?: string
  env?: Record<string, string>
}

/** The whole platform as `npm start` runs it, in a data directory and on ports of its own. */
export async function startTestPlatform(options: PlatformOptions = {}) {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'weir-test-')))
  const output: string[] = []
  let launcher: ChildProcess | undefined
  let ready: ReadyLine | undefined

  function launch(): ChildProcess {
    const ports = Object.fromEntries(
      ['query', 'ingest', 'identity', 'processor', 'alerts', 'clickhouse'].map(service => [
        `WEIR_${service.toUpperCase()}_PORT`,
        // The same ports after a restart, so that senders find their way back.
        String(ready?.ports[service] ?? 0),
      ]),
    )
    const child = spawn(process.execPath, [join(root, 'dist/weir.js'), 'start', '--json'], {
      cwd: root,
      env: { ...process.env, WEIR_DATA_DIR: dataDir, ...ports, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    launcher = child
    child.stderr.on('data', chunk => output.push(String(chunk)))
    return child
  }

  async function start(): Promise<void> {
    const child = launch()
    ready = await new Promise<ReadyLine>((resolve, reject) => {
      let text = ''
      child.stdout!.on('data', chunk => {
        text += String(chunk)
        if (text.includes('\n')) resolve(JSON.parse(text.slice(0, text.indexOf('\n'))) as ReadyLine)
      })
      child.once('exit', code => reject(new Error(`the platform ended with ${code}:\n${output.join('')}`)))
    })
  }

  /** Starts a platform that must not become ready; resolves with what it says once that matches. */
  async function startStuck(reason: RegExp): Promise<string> {
    output.length = 0
    const child = launch()
    return new Promise((resolve, reject) => {
      const look = () => {
        const text = output.join('')
        if (reason.test(text)) resolve(text)
      }
      child.stderr!.on('data', look)
      child.stdout!.once('data', chunk => reject(new Error(`it became ready: ${chunk}`)))
      child.once('exit', code => reject(new Error(`ended with ${code} before it said ${reason}:\n${output.join('')}`)))
    })
  }

  await start()

  const secrets = await readSecrets(dataDir)
  return {
    dataDir,
    output: () => output.join(''),
    urls: () => ready!,
    credentials: async () => JSON.parse(await readFile(join(dataDir, 'credentials.json'), 'utf8')) as CredentialsFile,
    clickhouse: (): ClickHouse =>
      createClickHouse({
        url: ready!.clickhouseUrl,
        user: 'weir',
        password: clickhouseServicePassword(secrets),
        timeoutMs: 120_000,
      }),
    launcherPid: () => launcher!.pid!,
    /** Processes of the tree by name, as they are now. */
    pids: () => childrenOf(launcher!.pid!),
    /** As Ctrl-C: everything stops in order. Resolves with the exit code. */
    async stop(): Promise<number | null> {
      if (!launcher || launcher.exitCode !== null || launcher.signalCode !== null) return launcher?.exitCode ?? null
      const exited = once(launcher, 'exit')
      launcher.kill('SIGTERM')
      const [code] = (await exited) as [number | null]
      return code
    },
    /** `kill -9` of the launcher and every child at once. */
    async killAll(): Promise<void> {
      const exited = once(launcher!, 'exit')
      const pids = [...childrenOf(launcher!.pid!).values()]
      process.kill(launcher!.pid!, 'SIGKILL')
      for (const pid of pids) killQuietly(pid)
      await exited
    },
    start,
    startStuck,
    async dispose(): Promise<void> {
      if (launcher && launcher.exitCode === null && launcher.signalCode === null) await this.stop()
      if (!options.dataDir) await rm(dataDir, { recursive: true, force: true })
    },
  }
}

export type TestPlatform = Awaited<ReturnType<typeof startTestPlatform>>

export function killQuietly(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL')
    return true
  } catch {
    return false
  }
}

/** Name of the program (`ingest`, `clickhouse`, …) to pid, read from /proc. */
function childrenOf(pid: number): Map<string, number> {
  const children = new Map<string, number>()
  let pids: string
  try {
    pids = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  } catch {
    return children
  }
  for (const child of pids.trim().split(/\s+/).filter(Boolean)) {
    try {
      const command = readFileSync(`/proc/${child}/cmdline`, 'utf8')
      const name = /\/dist\/(\w+)\.js/.exec(command)?.[1]
      if (name) children.set(name, Number(child))
    } catch {
      // It ended between the two reads.
    }
  }
  return children
}
