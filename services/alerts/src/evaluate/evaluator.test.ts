import { WeirError } from '@weir/errors'
import { createLeases, createMemoryStateStore, createOutbox, type Operation, type StateStore } from '@weir/state-store'
import { createLogger } from '@weir/telemetry'
import { beforeEach, describe, expect, it } from 'vitest'
import { createChannelStore } from '../channels/channel-store.ts'
import type { Message } from '../delivery/deliver.ts'
import { createEpisodeStore } from '../episodes/episode-store.ts'
import { createPageWriter } from '../pages/write-page.ts'
import { rate, ruleOf } from '../rule.fixture.ts'
import type { ActiveRule } from '../rules/active-rule.ts'
import type { Rule } from '../rules/rule.ts'
import { createEvaluator, type Evaluator } from './evaluator.ts'
import { createHealth } from './health.ts'
import type { SeriesReader } from './series-reader.ts'
import { listSeries } from './series-store.ts'

const log = createLogger({ service: 'test', level: 'silent' })
const secrets = {
  hmac: new Uint8Array(32),
  sealing: { current: '1', keys: new Map([['1', new Uint8Array(32).fill(7)]]) },
}
const start = 1_767_225_600_000

/** What every window of a channel says. */
type World = Record<string, { value: number; sample: number }>

describe('createEvaluator', () => {
  let state: StateStore
  let world: World | WeirError
  let rules: ActiveRule[]
  let lag: number | undefined
  let poked: number
  let fence: Operation
  let evaluator: Evaluator
  let at: number
  const health = createHealth()
  const outbox = () => createOutbox<Message>(state, 'alerts')

  const active = (rule: Rule, tenant: string | undefined = 'demo'): ActiveRule => ({ rule, tenant, metric: rate })
  const reader: SeriesReader = {
    async read(_metric, reads) {
      if (world instanceof WeirError) throw world
      return reads.flatMap((_, read) =>
        Object.entries(world).map(([channel, reading]) => ({
          read,
          tenant: 'demo',
          dimensions: { channel },
          ...reading,
        })),
      )
    },
  }

  const takeOver = async (lastLookAt?: number) => {
    const lost = new AbortController()
    evaluator = await createEvaluator(
      {
        state, outbox: outbox(), reader, health, log, lagToleranceMs: 15_000,
        channels: createChannelStore(state, secrets, [channel('phone'), channel('desk')]),
        pages: createPageWriter({ publicUrl: undefined, words: { timeZone: 'UTC' } }),
        episodes: createEpisodeStore(state),
        rules: async () => rules, lagMs: () => lag, contributors: async () => [],
        onPages: () => void poked++,
      },
      { fence, lost: lost.signal },
      lastLookAt,
    ) // biome-ignore format: options
  }

  beforeEach(async () => {
    state = createMemoryStateStore()
    const lease = await createLeases(state).acquire('alerts', { holder: 'test', ttlMs: 60_000 })
    fence = lease.fence
    rules = [active(ruleOf())]
    world = { alipay: { value: 0.98, sample: 500 }, wechat: { value: 0.99, sample: 500 } }
    lag = 0
    poked = 0
    at = start
    await takeOver(start - 1_000)
    return () => lease.release()
  })

  const look = async (seconds: number) => {
    for (let second = 0; second < seconds; second++, at += 1_000) await evaluator.look(at)
  }
  const pages = async () =>
    (await outbox().list({ limit: 100 }))
      .map(({ payload: { channel, page } }) => `${page.kind} ${page.episode.dimensions.channel} ${channel}`)
      .toSorted()
  const states = async () => (await listSeries(state)).map(({ value }) => `${value.dimensions.channel} ${value.state}`)
  const alipay = (value: number, sample = 500) => {
    world = { ...(world as World), alipay: { value, sample } }
  }

  it('pages each channel once when a series has been bad for as long as the rule says, and resolves it', async () => {
    await look(3)
    expect(await states()).toEqual([])
    alipay(0.4)
    await look(10)
    expect(await states()).toEqual(['alipay pending'])
    expect(await pages()).toEqual([])
    await look(1)
    expect(await pages()).toEqual(['fired alipay desk', 'fired alipay phone'])
    expect(poked).toBe(1)
    await look(30)
    alipay(0.97)
    await look(20)
    expect(await states()).toEqual(['alipay recovering'])
    await look(1)
    expect(await pages()).toEqual([
      'fired alipay desk',
      'fired alipay phone',
      'resolved alipay desk',
      'resolved alipay phone',
    ])
    expect(await states()).toEqual([])
    const [episode] = await createEpisodeStore(state).list('demo', { state: 'all', limit: 9 })
    expect(episode).toMatchObject({
      state: 'resolved', crossedAt: start + 3_000, firedAt: start + 13_000, resolvedAt: start + 64_000,
      conditions: [{ value: 0.4, sample: 500 }, { value: 0.4, sample: 500 }], resolution: { value: 0.97 },
    }) // biome-ignore format: an episode
    expect(episode!.timeline.map(({ step, at }) => `${(at - start) / 1_000} ${step}`)).toEqual([
      '3 crossed', '13 fired', '44 recovering', '64 resolved',
    ]) // biome-ignore format: a timeline
  })

  it('writes nothing while nothing changes', async () => {
    alipay(0.4)
    await look(20)
    let writes = 0
    const { transact } = state
    state.transact = operations => {
      writes++
      return transact.call(state, operations)
    }
    await look(20)
    expect(writes).toBe(0)
  })

  it('goes on where the leader before stopped: no page is lost or doubled', async () => {
    alipay(0.4)
    await look(5)
    await takeOver(at - 1_000)
    await look(6)
    expect(await pages()).toHaveLength(2)
    await takeOver(at - 1_000)
    await look(10)
    expect(await pages()).toHaveLength(2)
    alipay(0.99)
    await takeOver(at - 1_000)
    await look(21)
    expect(await pages()).toHaveLength(4)
  })

  it('starts "for" anew after a gap nobody watched', async () => {
    alipay(0.4)
    await look(5)
    const last = at - 1_000
    at += 60_000
    await takeOver(last)
    await look(10)
    expect(await pages()).toEqual([])
    await look(1)
    expect(await pages()).toHaveLength(2)
  })

  it('keeps what fired while ClickHouse is down, and says which metric cannot be evaluated', async () => {
    alipay(0.4)
    await look(11)
    world = new WeirError('CLICKHOUSE_UNAVAILABLE', 'down')
    await look(90)
    expect(health.faults()).toMatchObject([{ metric: rate.name, error: 'down' }])
    expect(await states()).toEqual(['alipay firing'])
    world = { alipay: { value: 0.4, sample: 500 } }
    await look(5)
    expect(health.faults()).toEqual([])
    expect(await pages()).toHaveLength(2)
  })

  it('writes nothing once another instance leads', async () => {
    alipay(0.4)
    await look(10)
    fence = { check: 'leases', key: 'alerts', expect: 999 }
    await takeOver(at - 1_000)
    await expect(look(1)).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await pages()).toEqual([])
    expect(await states()).toEqual(['alipay pending'])
  })

  it('reads again what it does not know to be written', async () => {
    alipay(0.4)
    await look(10)
    const { transact } = state
    state.transact = async operations => {
      await transact.call(state, operations)
      state.transact = transact
      throw new WeirError('STATE_UNAVAILABLE', 'the answer was lost')
    }
    await expect(look(1)).rejects.toMatchObject({ code: 'STATE_UNAVAILABLE' })
    expect(await pages()).toHaveLength(2)
    await look(20)
    expect(await pages()).toHaveLength(2)
  })

  it('holds volumes still while data is late, and marks rates', async () => {
    const volume = ruleOf({
      name: 'volume',
      minSample: 0,
      for: '3s',
      conditions: [{ window: '1m', op: '<', value: 0.5 }],
    })
    rules = [
      active(ruleOf({ name: 'rates', for: '3s' })),
      { ...active(volume), metric: { ...rate, name: 'v', id: 'v@1', kind: 'count' } },
    ]
    lag = 40_000
    alipay(0.4)
    await look(10)
    const rows = await outbox().list({ limit: 9 })
    expect(rows.map(({ payload }) => [payload.page.episode.rule, payload.page.episode.lagMs])).toEqual([
      ['rates', 40_000], ['rates', 40_000],
    ]) // biome-ignore format: two channels
    lag = 1_000
    await look(3)
    expect(await outbox().list({ limit: 9 })).toHaveLength(2)
    await look(1)
    expect(await outbox().list({ limit: 9 })).toHaveLength(4)
  })

  it('closes what fired when its rule goes, and says why', async () => {
    alipay(0.4)
    await look(11)
    rules = []
    await look(1)
    expect(await states()).toEqual([])
    expect(await pages()).toHaveLength(4)
    const [episode] = await createEpisodeStore(state).list('demo', { state: 'all', limit: 9 })
    expect(episode).toMatchObject({ state: 'resolved', endReason: 'rule-removed' })
  })

  it('keeps an episode open when its series falls silent, until the rule says it is over', async () => {
    rules = [active(ruleOf({ noData: { action: 'resolve', after: '1m' } }))]
    alipay(0.4)
    await look(11)
    world = {}
    await look(60)
    expect(await states()).toEqual(['alipay firing'])
    await look(1)
    expect(await states()).toEqual([])
    const [episode] = await createEpisodeStore(state).list('demo', { state: 'all', limit: 9 })
    expect(episode).toMatchObject({ endReason: 'no-data', resolution: null })
  })

  it('lets a rule from a file watch every tenant', async () => {
    rules = [{ ...active(ruleOf()), tenant: undefined }]
    alipay(0.4)
    await look(11)
    expect((await listSeries(state)).map(({ key }) => key.split('/').slice(0, 2).join('/'))).toEqual(['demo/payments'])
  })
})

const channel = (name: string) => ({
  name, type: 'webhook' as const, default: true, allow: [], url: 'https://example.com/', secret: `whsec_${'a'.repeat(32)}`,
}) // biome-ignore format: a channel
