import { WeirError } from '@weir/errors'
import { createMemoryEventLog, topics } from '@weir/event-log'
import { createReadiness } from '@weir/lifecycle'
import { createMemoryStateStore, type StateStore } from '@weir/state-store'
import { createLogger } from '@weir/telemetry'
import { describe, expect, it } from 'vitest'
import { createEngines } from './engines.ts'
import { startTestIngest, testSecrets } from './testing/test-ingest.ts'

const logger = createLogger({ service: 'ingest', destination: { write: () => {} } })

function enginesOver(state: StateStore, log = createMemoryEventLog(), secrets = testSecrets) {
  const readiness = createReadiness(['log', 'state'])
  return { log, readiness, engines: createEngines({ log, state, secrets, readiness, logger, recheckMs: 1 }) }
}

const until = async (met: () => boolean) => {
  while (!met()) await new Promise(resolve => setImmediate(resolve))
}

describe('engines', () => {
  it('are recognised at the first start and ever after', async () => {
    const state = createMemoryStateStore()
    const log = createMemoryEventLog()
    for (let start = 0; start < 2; start++) {
      const { engines, readiness } = enginesOver(state, log)
      await engines.start()
      expect(readiness.report().ready).toBe(true)
      expect(engines.facts().generation).toBe((await log.bounds(topics.accepted)).generation)
    }
  })

  it('of another installation stop the start', async () => {
    const state = createMemoryStateStore()
    await enginesOver(state).engines.start()
    await expect(enginesOver(state).engines.start()).rejects.toMatchObject({ code: 'LOG_GENERATION_UNKNOWN' })
    const others = { ...testSecrets, hmac: Buffer.alloc(32, 1) }
    await expect(enginesOver(state, undefined, others).engines.start()).rejects.toMatchObject({
      code: 'SECRET_MISMATCH',
    })
  })

  it('that are down at the start are waited for', async () => {
    const state = createMemoryStateStore()
    let down = true
    const flaky: StateStore = {
      ...state,
      transact: async operations => {
        if (down) throw new WeirError('STATE_UNAVAILABLE', 'down')
        return state.transact(operations)
      },
    }
    const { engines, readiness } = enginesOver(flaky)
    await engines.start()
    expect(() => engines.facts()).toThrow('not been recognised')
    expect(readiness.report().checks.state).toMatchObject({ ok: false, reason: 'STATE_UNAVAILABLE: down' })
    down = false
    await until(() => readiness.report().ready)
    expect(engines.facts().acceptedPartitions).toBe(1)
  })

  it('that failed are asked again until they answer', async () => {
    const { engines, readiness } = enginesOver(createMemoryStateStore())
    await engines.start()
    engines.failed('log', new WeirError('LOG_FULL', 'quota'))
    expect(readiness.report().checks.log).toMatchObject({ ok: false, reason: 'LOG_FULL: quota' })
    await until(() => readiness.report().ready)
    engines.stop()
  })
})

describe('a log that does not take events', () => {
  const event = { event: 'x', messageId: 'm' }

  it('is 503 with Retry-After, and a repeat is accepted once it is back', async () => {
    const log = createMemoryEventLog()
    let down = true
    const flaky = {
      ...log,
      append: ((topic, records) =>
        down
          ? Promise.reject(new WeirError('LOG_UNAVAILABLE', 'disk gone'))
          : log.append(topic, records)) as typeof log.append,
    }
    const ingest = await startTestIngest({ log: flaky })
    const refused = await ingest.post('track', event)
    expect(refused.statusCode).toBe(503)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(refused.json()).toMatchObject({ code: 'LOG_UNAVAILABLE', remedy: expect.any(String) })
    expect(refused.body).not.toContain('disk gone')
    expect(ingest.readiness.report().checks.log!.ok).toBe(false)
    down = false
    expect((await ingest.send('track', event)).accepted).toBe(1)
    await ingest.stop()
  })

  it('in time is 503: the outcome is unknown', async () => {
    const log = createMemoryEventLog()
    const ingest = await startTestIngest({ log: { ...log, append: () => new Promise(() => {}) }, durableTimeoutMs: 10 })
    const answer = await ingest.post('track', event)
    expect(answer.statusCode).toBe(503)
    expect(answer.json().code).toBe('TIMEOUT')
    await ingest.app.close()
  })

  it('and hangs does not fill the memory: what waits for it counts after its requests gave up', async () => {
    const log = createMemoryEventLog()
    const hung = { ...log, append: () => new Promise<number[]>(() => {}) }
    const ingest = await startTestIngest({ log: hung, durableTimeoutMs: 5, maxInFlightBytes: 4_000 })
    const large = { ...event, properties: { pad: 'x'.repeat(1_500) } }
    const codes: string[] = []
    for (let round = 0; round < 5; round++) codes.push((await ingest.post('track', large)).json().code)
    expect(codes).toEqual(['TIMEOUT', 'TIMEOUT', 'TIMEOUT', 'OVERLOADED', 'OVERLOADED'])
    await ingest.app.close()
  })

  it('in half its time lets nobody else in until it has caught up, so that those who are in get their answers', async () => {
    const log = createMemoryEventLog()
    const releases: (() => void)[] = []
    const slow = {
      ...log,
      append: (async (topic, records) => {
        await new Promise<void>(resolve => releases.push(resolve))
        return log.append(topic, records)
      }) as typeof log.append,
    }
    const ingest = await startTestIngest({ log: slow, durableTimeoutMs: 20 })
    const first = ingest.post('track', event)
    await until(() => releases.length === 1)
    const second = ingest.post('track', event)
    await until(() => releases.length === 2)
    await new Promise(resolve => setTimeout(resolve, 15))
    releases[0]!()
    await first
    const refused = await ingest.post('track', event)
    expect(refused.statusCode).toBe(503)
    expect(refused.json()).toMatchObject({ code: 'OVERLOADED', remedy: expect.stringContaining('Retry-After') })
    expect(refused.headers['retry-after']).toBe('1')
    releases[1]!()
    await second
    const third = ingest.post('track', event)
    await until(() => releases.length === 3)
    releases[2]!()
    await third
    await ingest.stop()
  })

  it('holds no more bytes than allowed: the rest is 503 at once, and room comes back', async () => {
    let release: () => void = () => {}
    const gate = new Promise<void>(resolve => {
      release = resolve
    })
    const log = createMemoryEventLog()
    const slow = {
      ...log,
      append: (async (topic, records) => {
        await gate
        return log.append(topic, records)
      }) as typeof log.append,
    }
    const ingest = await startTestIngest({ log: slow, maxInFlightBytes: 2_000 })
    const large = { ...event, properties: { pad: 'x'.repeat(1_500) } }
    const first = ingest.post('track', large)
    await new Promise(resolve => setTimeout(resolve, 5))
    const second = await ingest.post('track', large)
    expect(second.statusCode).toBe(503)
    expect(second.json().code).toBe('OVERLOADED')
    expect(second.headers['retry-after']).toBe('1')
    release()
    expect((await first).statusCode).toBe(200)
    expect((await ingest.post('track', large)).statusCode).toBe(200)
    await ingest.stop()
  })
})
