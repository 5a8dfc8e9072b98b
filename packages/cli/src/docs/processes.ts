import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { embeddedEnv } from '@weir/clickhouse'
import { commonEnv } from '@weir/config'
import { lifecycleEnv } from '@weir/lifecycle'
import { telemetryEnv } from '@weir/telemetry'
import { z } from 'zod'
import { configSchema as launcher } from '../config.ts'
import { inRepository } from '../repository.ts'

/** A process and the schema of its configuration. */
export interface ConfiguredProcess {
  name: string
  /** What starts it alone. */
  command: string
  schema: z.ZodObject
}

const services = ['ingest', 'identity', 'processor', 'query', 'alerts']

const start: ConfiguredProcess = { name: 'start', command: 'npm start', schema: launcher }
const clickhouse: ConfiguredProcess = {
  name: 'clickhouse',
  command: 'node dist/clickhouse.js',
  schema: z.object({ ...commonEnv, ...telemetryEnv, ...lifecycleEnv, ...embeddedEnv }),
}

const configModule = z.object({ configSchema: z.instanceof(z.ZodObject) })

/**
 * Every process in data order, the launcher first. Services are not to be imported, so their schema is loaded by path:
 * from `dist` as a program, from `src` where a test runs on sources.
 */
export async function loadProcesses(tree: 'src' | 'dist'): Promise<ConfiguredProcess[]> {
  const loaded = services.map(async name => {
    const path = inRepository(`services/${name}/${tree}/config.${tree === 'src' ? 'ts' : 'js'}`)
    if (!existsSync(path)) throw new Error(`${path} is missing: it exports the configSchema of ${name}`)
    const module: unknown = await import(pathToFileURL(path).href)
    return { name, command: `node services/${name}`, schema: configModule.parse(module).configSchema }
  })
  return [start, ...(await Promise.all(loaded)), clickhouse]
}
