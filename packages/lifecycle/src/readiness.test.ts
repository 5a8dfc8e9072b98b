import { WeirError } from '@weir/errors'
import { describe, expect, it } from 'vitest'
import { createReadiness } from './readiness.ts'
import { retrying } from './retrying.ts'

describe('createReadiness', () => {
  it('is not ready before every named check passed once', () => {
    const readiness = createReadiness(['log', 'state'])
    readiness.set('log', { ok: true })
    expect(readiness.report().ready).toBe(false)
    readiness.set('state', { ok: true })
    expect(readiness.report()).toEqual({ ready: true, checks: { log: { ok: true }, state: { ok: true } } })
  })

  it('says why and since when, however often the same fault is told', () => {
    let now = 1_000
    const readiness = createReadiness([], () => now)
    readiness.set('log', { ok: false, reason: 'disk full' })
    now = 9_000
    readiness.set('log', { ok: false, reason: 'disk still full' })
    expect(readiness.report()).toEqual({
      ready: false,
      checks: { log: { ok: false, reason: 'disk still full', since: '1970-01-01T00:00:01.000Z' } },
    })
  })
})

describe('retrying', () => {
  it('waits out an engine that is down, longer each time', async () => {
    const delays: number[] = []
    let attempts = 0
    const run = async () => {
      if (++attempts <= 3) throw new WeirError('STATE_UNAVAILABLE', 'down')
      return 'up'
    }
    const options = {
      signal: new AbortController().signal,
      firstDelayMs: 4,
      onWait: (_: Error, ms: number) => void delays.push(ms),
    }
    expect(await retrying(run, options)).toBe('up')
    expect(delays).toHaveLength(3)
    expect(delays[2]).toBeGreaterThan(delays[0]!)
  })

  it('throws at once what waiting cannot mend', async () => {
    const refused = new WeirError('SECRET_MISMATCH', 'another HMAC secret')
    const run = () => Promise.reject(refused)
    await expect(retrying(run, { signal: new AbortController().signal })).rejects.toBe(refused)
  })

  it('ends the wait when aborted', async () => {
    const stop = new AbortController()
    const run = () => Promise.reject(new WeirError('LOG_UNAVAILABLE', 'down'))
    const ended = retrying(run, {
      signal: stop.signal,
      firstDelayMs: 60_000,
      onWait: () => stop.abort(new Error('stopping')),
    })
    await expect(ended).rejects.toThrow('stopping')
  })
})
