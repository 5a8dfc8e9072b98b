import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { z } from 'zod'

const root = fileURLToPath(new URL('../../../../', import.meta.url))

/** A file or directory by its path in the repository. */
export const inRepository = (path: string): string => join(root, path)

/** A process and the schema of its configuration. */
export interface ConfiguredProcess {
  name: string
  /** What starts it alone. */
  command: string
  schema: z.ZodObject
}

const service = (name: string) => ({ name, command: `node services/${name}`, module: `services/${name}/{tree}/config` })

const processes = [
  { name: 'start', command: 'npm start', module: 'packages/cli/{tree}/start/config' },
  ...['ingest', 'identity', 'processor', 'query', 'alerts'].map(service),
  {
    name: 'clickhouse',
    command: 'node packages/clickhouse/dist/embedded/main.js',
    module: 'packages/clickhouse/{tree}/embedded/config',
  },
]

const configModule = z.object({ configSchema: z.instanceof(z.ZodObject) })

/**
 * Every process in data order, the launcher first. Services are not to be imported, so their schema is loaded by path:
 * from `dist` as a program, from `src` where a test runs on sources.
 */
export async function loadProcesses(tree: 'src' | 'dist'): Promise<ConfiguredProcess[]> {
  const extension = tree === 'src' ? 'ts' : 'js'
  return Promise.all(
    processes.map(async ({ name, command, module }) => {
      const path = inRepository(`${module.replace('{tree}', tree)}.${extension}`)
      if (!existsSync(path)) throw new Error(`${path} is missing: it exports the configSchema of ${name}`)
      const loaded: unknown = await import(pathToFileURL(path).href)
      return { name, command, schema: configModule.parse(loaded).configSchema }
    }),
  )
}
