import { WeirError } from '@weir/errors'
import { z } from 'zod'

export { duration, parseDuration } from './duration.ts'

/**
 * Reads a service's configuration from the environment.
 * @throws WeirError CONFIG_INVALID naming every variable at fault, not only the first.
 */
export function loadConfig<S extends z.ZodType>(schema: S, env: Record<string, string | undefined>): z.output<S> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const faults = result.error.issues.map(issue => `  ${issue.path.join('.') || '(configuration)'}: ${issue.message}`)
  throw new WeirError('CONFIG_INVALID', `the configuration has ${faults.length} fault(s):\n${faults.join('\n')}`, {
    remedy: 'docs/configuration.md lists every variable with its default',
  })
}

/** Variables every process has. Packages and services export their own beside this one. */
export const commonEnv = {
  WEIR_DATA_DIR: z
    .string()
    .default('data')
    .describe('Directory of everything embedded: log, state, ClickHouse, secrets'),
  WEIR_HOST: z.string().default('127.0.0.1').describe('Address to listen on; 0.0.0.0 opens Weir to the network'),
  WEIR_PUBLIC_URL: z
    .url()
    .optional()
    .describe('URL under which people reach the query service; links in pages and receipts start with it'),
  WEIR_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace'])
    .default('info')
    .describe('Least severe log line that is written'),
}

export const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback)
