import { randomBytes } from 'node:crypto'
import type { Testcontainers } from './containers.ts'
import { freePorts } from './ports.ts'
import { type PostgresServer, serverSettings } from './postgres-server.ts'
import { until } from './processes.ts'

const image = 'postgres:17-alpine'
const inside = 5432

/** A server in a container, on a port that it keeps when it is killed and started again. */
export async function startPostgresContainer(containers: Testcontainers): Promise<PostgresServer> {
  const { GenericContainer, Wait } = containers
  const password = randomBytes(12).toString('hex')
  const settings = Object.entries(serverSettings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const [port = 0] = await freePorts(1)
  let databases = 0
  const started = await new GenericContainer(image)
    .withEnvironment({
      POSTGRES_PASSWORD: password,
      // Not the order of bytes, so that whoever relies on that must ask for it.
      POSTGRES_INITDB_ARGS: '--locale=C --locale-provider=icu --icu-locale=und --no-sync',
    })
    .withExposedPorts({ container: inside, host: port })
    .withCommand(['postgres', ...settings])
    // Twice: the image first starts a server that only sets the password.
    .withWaitStrategy(Wait.forLogMessage(/ready to accept connections/, 2))
    .start()
  const engine = await containers.getContainerRuntimeClient()
  const container = engine.container.getById(started.getId())
  const urlOf = (role: string, database: string) =>
    `postgres://${role}:${password}@${started.getHost()}:${port}/${database}`

  const inContainer = async (command: string[]) => {
    const { exitCode, output } = await started.exec(command)
    return { ok: exitCode === 0, output }
  }
  const sql = async (statement: string) => {
    const command = ['psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-U', 'postgres', '-c', statement]
    const { ok, output } = await inContainer(command)
    if (!ok) throw new Error(`psql: ${output}`)
  }
  const ready = () =>
    until('PostgreSQL takes connections', async () => {
      const answer = inContainer(['pg_isready', '-h', '127.0.0.1', '-U', 'postgres'])
      return (await answer.catch(() => ({ ok: false }))).ok
    })

  await ready()
  await sql(`CREATE ROLE weir LOGIN PASSWORD '${password}'`)
  return {
    found: `${image} in a container`,
    url: urlOf('postgres', 'postgres'),
    async createDatabase() {
      const name = `weir_${++databases}`
      await sql(`CREATE DATABASE ${name} OWNER weir`)
      return urlOf('weir', name)
    },
    async kill() {
      await container.kill({ signal: 'SIGKILL' })
      await container.wait()
    },
    async pause() {
      await container.pause()
    },
    async resume() {
      await container.unpause()
    },
    async start() {
      await container.start()
      await ready()
    },
  }
}
