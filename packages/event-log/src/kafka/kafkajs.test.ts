import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { createLogCreator } from './client-log.ts'
import { Kafka } from './kafkajs.ts'

const require = createRequire(import.meta.url)

interface Queue {
  pending: unknown[]
  throttledUntil: number
  throttleCheckTimeoutId: NodeJS.Timeout | null
  checkPendingRequests(): void
  destroy(): void
}
const RequestQueue: new (options: object) => Queue = require('kafkajs/src/network/requestQueue')
const queue = () => new RequestQueue({ maxInFlightRequests: 1, requestTimeout: 1_000, logger: { debug() {} } })

it('arms no timer when nothing waits to be sent', () => {
  const idle = queue()
  idle.checkPendingRequests()
  expect(idle.throttleCheckTimeoutId).toBeNull()
})

it('still arms one when the broker asked for a pause', () => {
  const throttled = queue()
  throttled.throttledUntil = Date.now() + 10_000
  throttled.checkPendingRequests()
  expect(throttled.throttleCheckTimeoutId).not.toBeNull()
  throttled.destroy()
})

it('computes checksums natively, and the right ones', () => {
  const crc32C: (bytes: Buffer) => number = require('kafkajs/src/protocol/recordBatch/crc32C')
  const original: (bytes: Buffer) => number = require('kafkajs/src/protocol/recordBatch/crc32C/crc32C')
  expect(crc32C(Buffer.from('123456789'))).toBe(0xe3069283)
  expect(original(Buffer.from('123456789'))).toBe(0xe3069283)
  expect(crc32C).not.toBe(original)
})

it('writes its log to the hook alone, and makes little of what belongs to every start', () => {
  const lines: string[] = []
  const log = (level: string, message: string) => void lines.push(`${level} ${message}`)
  const logger = new Kafka({ brokers: ['a:1'], logLevel: 2, logCreator: createLogCreator(log) }).logger()
  const say = logger.namespace('Connection') as unknown as Record<string, (message: string, extra?: object) => void>
  say.error!('Response GroupCoordinator(key: 10)', { error: 'The group coordinator is not available' })
  say.error!('Connection error: connect ECONNREFUSED')
  say.info!('of no interest')
  expect(lines).toEqual([
    'debug kafka Connection: Response GroupCoordinator(key: 10)',
    'warn kafka Connection: Connection error: connect ECONNREFUSED',
  ])
})
