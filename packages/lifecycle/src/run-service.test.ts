import { WeirError } from '@weir/errors'
import { createLogger } from '@weir/telemetry'
import { describe, expect, it } from 'vitest'
import { component } from './component.ts'
import { exitCodes } from './exit.ts'
import { type Host, runService } from './run-service.ts'

function fakeHost(supervised = false) {
  const listeners = new Map<string, (...values: unknown[]) => void>()
  let exit: (code: number) => void = () => {}
  const ended = new Promise<number>(resolve => {
    exit = resolve
  })
  const host: Host = { on: (event, listener) => listeners.set(event, listener), exit: code => exit(code), supervised }
  return { host, ended, emit: (event: string, value?: unknown) => listeners.get(event)?.(value) }
}

function capture() {
  const lines: string[] = []
  const log = createLogger({ service: 'test', destination: { write: line => void lines.push(line) } })
  return { log, lines }
}

const recorded = (calls: string[]) => (name: string) =>
  component(name, { start: () => void calls.push(`start ${name}`), stop: () => void calls.push(`stop ${name}`) })

describe('runService', () => {
  it('starts in order and stops once, in reverse', async () => {
    const calls: string[] = []
    const { host, ended, emit } = fakeHost()
    await runService(['log', 'app'].map(recorded(calls)), { log: capture().log, stopTimeoutMs: 1_000, host })
    emit('SIGTERM')
    emit('SIGINT')
    expect(await ended).toBe(exitCodes.stopped)
    expect(calls).toEqual(['start log', 'start app', 'stop app', 'stop log'])
  })

  it('says in one line why it does not start, stops what runs, and tells the supervisor not to try again', async () => {
    const calls: string[] = []
    const { log, lines } = capture()
    const { host, ended } = fakeHost()
    const busy = component('http', {
      start: () =>
        Promise.reject(new WeirError('PORT_IN_USE', 'port 4001 is in use', { remedy: 'set WEIR_INGEST_PORT' })),
    })
    await runService([recorded(calls)('log'), busy, recorded(calls)('never')], { log, stopTimeoutMs: 1_000, host })
    expect(await ended).toBe(exitCodes.refused)
    expect(calls).toEqual(['start log', 'stop log'])
    const fatal = JSON.parse(lines.find(line => line.includes('"fatal"'))!)
    expect(fatal).toMatchObject({ msg: 'port 4001 is in use', code: 'PORT_IN_USE', remedy: 'set WEIR_INGEST_PORT' })
    expect(fatal).not.toHaveProperty('err')
  })

  it('stops the others when one fails to stop, and says so by its exit code', async () => {
    const calls: string[] = []
    const { host, ended, emit } = fakeHost()
    const broken = component('broken', { stop: () => Promise.reject(new Error('no')) })
    await runService([recorded(calls)('log'), broken], { log: capture().log, stopTimeoutMs: 1_000, host })
    emit('SIGTERM')
    expect(await ended).toBe(exitCodes.failed)
    expect(calls).toEqual(['start log', 'stop log'])
  })

  it('ends at the deadline when a stop hangs', async () => {
    const { host, ended, emit } = fakeHost()
    const stuck = component('stuck', { stop: () => new Promise(() => {}) })
    await runService([stuck], { log: capture().log, stopTimeoutMs: 10, host })
    emit('SIGTERM')
    expect(await ended).toBe(exitCodes.failed)
  })

  it('leaves Ctrl-C to the supervisor and stops when that is gone', async () => {
    const calls: string[] = []
    const { host, ended, emit } = fakeHost(true)
    await runService([recorded(calls)('log')], { log: capture().log, stopTimeoutMs: 1_000, host })
    emit('SIGINT')
    expect(calls).toEqual(['start log'])
    emit('disconnect')
    expect(await ended).toBe(exitCodes.stopped)
  })

  it('ends at once on a bug nobody caught', async () => {
    const { host, ended, emit } = fakeHost()
    await runService([], { log: capture().log, stopTimeoutMs: 1_000, host })
    emit('uncaughtException', new Error('bug'))
    expect(await ended).toBe(exitCodes.failed)
  })
})
