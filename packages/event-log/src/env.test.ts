import { loadConfig } from '@weir/config'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { eventLogEnv, eventLogOptions } from './env.ts'
import { defaultLimits } from './options.ts'

const read = (env: Record<string, string>) =>
  eventLogOptions(loadConfig(z.object({ WEIR_DATA_DIR: z.string().default('data'), ...eventLogEnv }), env))

it('has the defaults the log has', () => {
  const { retentionIntervalMs: _, ...limits } = defaultLimits
  expect(read({})).toEqual({ url: 'lmdb:data/log', partitions: undefined, limits })
})

it('reads sizes, durations and the number of partitions', () => {
  const env = {
    WEIR_LOG_URL: 'lmdb:/x',
    WEIR_LOG_PARTITIONS: '4',
    WEIR_LOG_RETENTION: '36h',
    WEIR_LOG_MIN_FREE_BYTES: '0',
  }
  expect(read(env)).toMatchObject({
    url: 'lmdb:/x',
    partitions: 4,
    limits: { retentionMs: 36 * 3_600_000, minFreeBytes: 0 },
  })
})

it.each([
  { WEIR_LOG_URL: 'kafka' },
  { WEIR_LOG_PARTITIONS: '0' },
  { WEIR_LOG_RETENTION: 'long' },
  { WEIR_LOG_MAX_BYTES: '-1' },
])('refuses %o', env => {
  expect(() => read(env)).toThrow(Object.keys(env)[0])
})
