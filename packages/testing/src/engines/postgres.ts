import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findContainers } from './containers.ts'
import { installOnDebian } from './debian.ts'
import { withLock } from './lock.ts'
import { findPostgresPrograms, startPostgresCluster } from './postgres-cluster.ts'
import { startPostgresContainer } from './postgres-container.ts'
import type { PostgresServer } from './postgres-server.ts'
import { goWithout, took } from './say.ts'

let shared: Promise<PostgresServer | undefined> | undefined

/**
 * The PostgreSQL of this test worker, started with the first call, shared by all later ones and ended with the process: of a
 * container where a Docker engine answers, otherwise of programs on this machine, which on Debian are installed when
 * we may. Undefined when there is none; with `CI=true` that is an error.
 */
export function findPostgres(): Promise<PostgresServer | undefined> {
  shared ??= startAny()
  return shared
}

async function startAny(): Promise<PostgresServer | undefined> {
  const containers = await findContainers()
  if (containers) return found(await startPostgresContainer(containers))
  const programs = (await findPostgresPrograms()) ?? (await install())
  if (programs === undefined) {
    return goWithout('PostgreSQL', 'no Docker engine answers and the package postgresql is not installed')
  }
  return found(await startPostgresCluster(programs))
}

/** One test worker installs; those that waited find it done. */
const install = (): Promise<string | undefined> =>
  withLock(join(tmpdir(), 'weir-install.lock'), async () => {
    const programs = await findPostgresPrograms()
    if (programs !== undefined || !(await installOnDebian(['postgresql']))) return programs
    return findPostgresPrograms()
  })

function found(server: PostgresServer): PostgresServer {
  took('PostgreSQL', server.found)
  return server
}
