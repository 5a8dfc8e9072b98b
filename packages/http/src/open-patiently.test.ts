import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WeirError } from '@weir/errors'
import { createReadiness } from '@weir/lifecycle'
import { createLogger, createMetrics } from '@weir/telemetry'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Insist, openPatiently } from './open-patiently.ts'

const down = new WeirError('STATE_UNAVAILABLE', 'PostgreSQL db:5432: nothing listens there')
const logger = createLogger({ service: 'test', level: 'fatal', format: 'json' })

async function listen(port = 0) {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, close: () => new Promise(done => server.close(done)) }
}

/** Signals without a process. */
function fakeProcess(supervised = false) {
  const exits: number[] = []
  return Object.assign(new EventEmitter(), { exits, supervised, exit: (code: number) => exits.push(code) })
}

let port: number
let url: string
let signals: ReturnType<typeof fakeProcess>
beforeEach(async () => {
  const taken = await listen()
  await taken.close()
  port = taken.port
  url = `http://127.0.0.1:${port}`
  signals = fakeProcess()
})

function patiently<T>(open: (insist: Insist) => Promise<T>) {
  const readiness = createReadiness(['state', 'http'])
  const metrics = createMetrics('test', { process: false })
  const place = { host: '127.0.0.1', port, portVariable: 'WEIR_TEST_PORT' }
  const opened = openPatiently({ ...place, log: logger, metrics, readiness, process: signals }, open)
  return { readiness, opened }
}

/** An engine that is down until it is told to come back. */
function sleepingEngine() {
  let isUp = false
  return {
    wake: () => {
      isUp = true
    },
    async open() {
      if (!isUp) throw down
      return 'engine'
    },
  }
}

const ask = (path: string) => fetch(`${url}${path}`)
const listening = () =>
  expect.poll(() => ask('/livez').then(answer => answer.status, String), { interval: 20 }).toBe(200)

describe('openPatiently', () => {
  it('opens nothing to the world when the engines are there', async () => {
    const { opened, readiness } = patiently(insist => insist('state', async () => 'engine'))
    expect(await opened).toBe('engine')
    await expect(ask('/livez')).rejects.toThrow('fetch failed')
    expect(readiness.report().checks.state).toEqual({ ok: true })
  })

  it('lives, names the engine it waits for, and goes on by itself', async () => {
    const engine = sleepingEngine()
    const { opened } = patiently(insist => insist('state', engine.open))
    await listening()
    const ready = await ask('/readyz')
    expect(ready.status).toBe(503)
    const { checks } = (await ready.json()) as { checks: Record<string, unknown> }
    expect(checks.state).toMatchObject({ ok: false, reason: down.message, since: expect.any(String) })
    expect((await ask('/metrics')).status).toBe(200)
    const other = await ask('/v1/track')
    expect(other.status).toBe(503)
    expect(other.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(other.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    engine.wake()
    expect(await opened).toBe('engine')
    // The port is free for the service proper.
    await (await listen(port)).close()
  })

  it('throws at once what waiting does not mend', async () => {
    const wrong = new WeirError('SECRET_MISMATCH', 'other secrets')
    const { opened } = patiently(insist => insist('state', () => Promise.reject(wrong)))
    await expect(opened).rejects.toBe(wrong)
  })

  it('does not wait on a port that is taken', async () => {
    const other = await listen(port)
    const { opened } = patiently(insist => insist('state', sleepingEngine().open))
    await expect(opened).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      remedy: expect.stringContaining('WEIR_TEST_PORT'),
    })
    await other.close()
  })

  it.each(['SIGTERM', 'SIGINT', 'disconnect'])('ends in order at %s', async event => {
    const engine = sleepingEngine()
    const { opened } = patiently(insist => insist('state', engine.open))
    signals.emit(event)
    expect(signals.exits).toEqual([0])
    engine.wake()
    await opened
    expect(signals.eventNames()).toEqual([])
  })

  it('leaves Ctrl-C to its supervisor', async () => {
    signals = fakeProcess(true)
    const engine = sleepingEngine()
    const { opened } = patiently(insist => insist('state', engine.open))
    signals.emit('SIGINT')
    expect(signals.exits).toEqual([])
    engine.wake()
    await opened
  })
})
