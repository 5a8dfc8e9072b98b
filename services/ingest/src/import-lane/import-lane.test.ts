import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestIngest, type TestIngest } from '../testing/test-ingest.ts'
import { createImportLane } from './import-lane.ts'

const pace = (isOpen: () => boolean) => ({ take: isOpen })

describe('the lane of imports', () => {
  it('lets in what has room, the others once it is left, in the order they came', async () => {
    const lane = createImportLane({ pace: pace(() => true), maxInFlightBytes: 100, onPaused() {}, waitMs: 60_000 })
    const order: string[] = []
    const enter = (name: string, bytes: number) =>
      lane.enter(bytes).then(leave => {
        order.push(name)
        return leave
      })
    const leaveFirst = await enter('first', 80)
    const second = enter('second', 30)
    const third = enter('third', 10)
    await new Promise(setImmediate)
    expect(order).toEqual(['first'])
    leaveFirst()
    await Promise.all([second, third])
    expect(order).toEqual(['first', 'second', 'third'])
  })

  it('lets one in that is larger than the room, alone', async () => {
    const lane = createImportLane({ pace: pace(() => true), maxInFlightBytes: 100, onPaused() {} })
    expect(await lane.enter(500)).toBeTypeOf('function')
  })

  it('tells those to come again whose turn does not come, or for whom there is no place to wait', async () => {
    let paused = 0
    const lane = createImportLane({
      pace: pace(() => false),
      maxInFlightBytes: 100,
      onPaused: () => paused++,
      waitMs: 0,
    })
    const entering = Array.from({ length: 40 }, () => lane.enter(1).catch((error: { code: string }) => error.code))
    expect(new Set(await Promise.all(entering))).toEqual(new Set(['IMPORT_PAUSED']))
    expect(paused).toBe(40)
    await expect(lane.enter(1)).rejects.toMatchObject({ code: 'IMPORT_PAUSED' })
  })
})

describe('ingest', () => {
  let ingest: TestIngest
  beforeEach(async () => {
    ingest = await startTestIngest()
  })
  afterEach(() => ingest.stop())

  const call = (id: string) => ({ type: 'track', event: 'x', userId: 'u', messageId: id, timestamp: '2024-03-01' })
  const history = (name: string) => ({
    batch: Array.from({ length: 30 }, (_, index) => ({
      ...call(`${name}-${index}`),
      properties: { text: 'x'.repeat(10_000) },
    })),
  })

  it('answers live events while imports wait, and those with 429 and when to come again', async () => {
    const imports = Array.from({ length: 40 }, (_, index) =>
      ingest.post('batch', history(`i${index}`), { 'weir-lane': 'import' }),
    )
    for (let index = 0; index < 5; index++) await ingest.send('track', call(`live-${index}`))
    const answers = await Promise.all(imports)
    const paused = answers.filter(({ statusCode }) => statusCode === 429)
    expect(paused.length).toBeGreaterThan(0)
    for (const answer of paused) {
      expect(answer.json()).toMatchObject({ code: 'IMPORT_PAUSED', remedy: expect.stringContaining('Retry-After') })
      expect(answer.headers['retry-after']).toBe('1')
    }
    const accepted = answers.filter(({ statusCode }) => statusCode === 200)
    expect(accepted.length).toBeGreaterThan(0)
    expect(accepted.length + paused.length).toBe(40)
    expect(await ingest.events()).toHaveLength(5 + accepted.length * 30)
    const metrics = (await ingest.app.inject('/metrics')).body
    expect(metrics).toMatch(new RegExp(`weir_ingest_import_paused_total{[^}]*} ${paused.length}`))
    expect(metrics).toMatch(/weir_ingest_in_flight_bytes{[^}]*} 0/)
  })

  it('takes CloudEvents on the lane, too, and asks for the key first', async () => {
    const event = {
      specversion: '1.0',
      id: '1',
      source: '/s',
      type: 'x.y',
      time: '2024-03-01T00:00:00Z',
      subject: 'user_id:u',
    }
    const headers = { 'weir-lane': 'import', 'content-type': 'application/cloudevents-batch+json' }
    expect((await ingest.post('events', [event], headers)).json()).toMatchObject({ accepted: 1 })
    expect((await ingest.post('events', [event], { ...headers, authorization: '' })).statusCode).toBe(401)
    expect((await ingest.post('batch', { writeKey: 'wk', batch: [call('b')] }, { 'weir-lane': 'import', authorization: '' })).json())
      .toMatchObject({ accepted: 1 }) // biome-ignore format: one idea
  })
})
