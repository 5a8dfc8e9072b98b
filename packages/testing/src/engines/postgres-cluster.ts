import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { chown, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { freePorts } from './ports.ts'
import { type PostgresServer, serverSettings } from './postgres-server.ts'
import { allEnded, childrenOf, signal, until } from './processes.ts'
import { startUndertaker } from './undertaker.ts'

const run = promisify(execFile)

/** The newest installed server's directory of programs. */
export async function findPostgresPrograms(): Promise<string | undefined> {
  const debian = '/usr/lib/postgresql'
  const versions = await readdir(debian).catch(() => [])
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a)).map(version => join(debian, version, 'bin'))
  const path = (process.env.PATH ?? '').split(delimiter)
  return [...newestFirst, ...path].find(at => existsSync(join(at, 'initdb')) && existsSync(join(at, 'postgres')))
}

async function majorOf(programs: string): Promise<number> {
  const { stdout } = await run(join(programs, 'postgres'), ['--version'])
  return Number(/(\d+)/.exec(stdout)?.[1])
}

/** The server refuses to run as root: then it runs as the user `postgres` that comes with the package. */
async function serverUser(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const idOf = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout)
  return { uid: await idOf('-u'), gid: await idOf('-g') }
}

/** A cluster in a directory of its own, on a free port of the loopback address. */
export async function startPostgresCluster(programs: string): Promise<PostgresServer> {
  const user = await serverUser()
  const root = await mkdtemp(join(tmpdir(), 'weir-pg-'))
  const data = join(root, 'data')
  const log = join(root, 'log')
  const password = randomBytes(12).toString('hex')
  const [port = 0] = await freePorts(1)
  const undertaker = startUndertaker([root])
  const major = await majorOf(programs)
  // After a crash every file of every database is flushed, one by one, for minutes on a busy disk; or all of the disk at once.
  const sync = major >= 14 && process.platform === 'linux' ? { recovery_init_sync_method: 'syncfs' } : {}
  let postmaster: ChildProcess | undefined
  let databases = 0

  /** Runs as the server's user, and ends with this process however that ends. */
  const command = (program: string, flags: readonly string[]): [string, string[]] => {
    const identity = user ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'] : []
    const plain: [string, string[]] = [join(programs, program), [...flags]]
    if (process.platform !== 'linux') return plain
    return ['setpriv', [...identity, '--pdeathsig=QUIT', '--', plain[0], ...plain[1]]]
  }
  const sql = async (statement: string) => {
    await run(
      'psql',
      ['-XqAt', '-v', 'ON_ERROR_STOP=1', '-h', root, '-p', `${port}`, '-d', 'postgres', '-c', statement],
      {
        env: { PATH: `${programs}${delimiter}${process.env.PATH}`, PGUSER: 'postgres' },
      },
    )
  }
  const processes = () => {
    const pid = postmaster?.pid
    return pid === undefined ? [] : [pid, ...childrenOf(pid)]
  }

  const initialise = async () => {
    const passwordFile = join(root, 'password')
    await writeFile(passwordFile, password, { mode: 0o600 })
    if (user) await Promise.all([root, passwordFile].map(path => chown(path, user.uid, user.gid)))
    // Not the order of bytes, so that whoever relies on that must ask for it.
    const locale = major >= 15 ? ['--locale-provider=icu', '--icu-locale=und'] : []
    const access = ['-U', 'postgres', '--auth-local=trust', '--auth-host=scram-sha-256', `--pwfile=${passwordFile}`]
    const flags = ['-D', data, '-E', 'UTF8', '--locale=C', ...locale, ...access, '--no-sync', '--no-instructions']
    await run(...command('initdb', flags), { cwd: root })
    await rm(passwordFile)
  }

  const isReady = async () => {
    const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
    return lines[0] === `${postmaster?.pid}` && lines[7]?.trim() === 'ready'
  }

  const start = async () => {
    const output = await open(log, 'a')
    const settings = { ...serverSettings, ...sync, listen_addresses: '127.0.0.1', unix_socket_directories: root }
    const given = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const flags = ['-D', data, '-p', `${port}`, ...given]
    const child = spawn(...command('postgres', flags), { cwd: root, stdio: ['ignore', output.fd, output.fd] })
    postmaster = child
    // It ends with us; we do not wait for it.
    child.unref()
    if (child.pid !== undefined) undertaker.watch(child.pid)
    await output.close()
    await until('PostgreSQL takes connections', () => {
      if (child.exitCode !== null)
        throw new Error(`PostgreSQL did not start: ${readFileSync(log, 'utf8').slice(-2_000)}`)
      return isReady()
    })
  }

  const pause = async () => {
    // The postmaster first: it would start anew what stops before it.
    if (postmaster?.pid !== undefined) signal([postmaster.pid], 'SIGSTOP')
    signal(processes(), 'SIGSTOP')
  }
  const kill = async () => {
    await pause()
    const all = processes()
    signal(all, 'SIGKILL')
    await allEnded(all)
    postmaster = undefined
  }
  await initialise()
  await start()
  await sql(`CREATE ROLE weir LOGIN PASSWORD '${password}'`)
  const urlOf = (role: string, database: string) => `postgres://${role}:${password}@127.0.0.1:${port}/${database}`

  return {
    found: `${major}, ${programs}${user ? ', as the user postgres' : ''}`,
    url: urlOf('postgres', 'postgres'),
    async createDatabase() {
      const name = `weir_${++databases}`
      await sql(`CREATE DATABASE ${name} OWNER weir`)
      return urlOf('weir', name)
    },
    kill,
    pause,
    async resume() {
      signal(processes(), 'SIGCONT')
    },
    start,
  }
}
