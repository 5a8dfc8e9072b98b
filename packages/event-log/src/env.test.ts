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

it('reads how to reach Kafka', () => {
  const env = {
    WEIR_LOG_URL: 'kafkas://a:1,b:2/shop',
    WEIR_KAFKA_SASL: 'scram-sha-512',
    WEIR_KAFKA_USERNAME: 'weir',
    WEIR_KAFKA_PASSWORD: 'secret',
    WEIR_KAFKA_REPLICATION: '3',
  }
  expect(read(env).kafka).toEqual({
    sasl: { mechanism: 'scram-sha-512', username: 'weir', password: 'secret' },
    replicationFactor: 3,
    compression: 'lz4',
  })
  const { WEIR_KAFKA_PASSWORD: _, ...incomplete } = env
  expect(() => read(incomplete)).toThrow(/WEIR_KAFKA_PASSWORD is not/)
})

it.each([
  { WEIR_LOG_URL: 'kafka' },
  { WEIR_KAFKA_SASL: 'gssapi' },
  { WEIR_KAFKA_COMPRESSION: 'zstd' },
  { WEIR_LOG_PARTITIONS: '0' },
  { WEIR_LOG_RETENTION: 'long' },
  { WEIR_LOG_MAX_BYTES: '-1' },
])('refuses %o', env => {
  expect(() => read(env)).toThrow(Object.keys(env)[0])
})
