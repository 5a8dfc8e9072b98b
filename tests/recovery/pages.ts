import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import type { Api } from '../platform/api.ts'
import type { Load } from '../platform/load.ts'
import type { Receiver } from '../platform/receiver.ts'
import { eventually } from './settle.ts'

/** Quick to fire and to resolve, so that a short run has several episodes. */
export const paymentRule = {
  name: 'recovery_payments',
  title: { en: 'Payments are failing', zh: '支付失败' },
  metric: 'payment_success_rate',
  groupBy: ['channel'],
  conditions: [{ window: '10s', op: '<', value: 0.8 }],
  for: '1s',
  minSample: 20,
  resolve: { window: '10s', op: '>=', value: 0.9, for: '1s' },
  noData: { action: 'resolve', after: '20s' },
  severity: 'red',
  channels: ['phone'],
}

/** One payment channel after the other breaks and heals while load runs. */
export async function breakChannels(load: Load, signal: AbortSignal): Promise<void> {
  const pause = () => wait(12_000, undefined, { signal }).catch(() => {})
  for (let turn = 0; !signal.aborted; turn++) {
    load.breakChannel(turn % 2 === 0 ? ['alipay', 'unionpay'][(turn / 2) % 2] : undefined)
    await pause()
  }
}

interface Delivery {
  id: string
  kind: string
  state: string
}

/**
 * Every episode fired one page and, once over, one resolve: each arrived, a repeat under the same `webhook-id`, and nothing
 * arrived that no episode knows.
 */
export async function pagesArrived(api: Api, receiver: Receiver, leastEpisodes: number): Promise<string> {
  const episodes = await eventually(
    () => episodesOf(api),
    found =>
      found.length >= leastEpisodes &&
      found.every(
        ({ state, deliveries }) => state === 'resolved' && deliveries.every(({ state }) => state === 'delivered'),
      ),
    300_000,
  )
  const due = episodes.flatMap(({ deliveries }) => deliveries)
  const arrived = new Set(receiver.pages.map(({ id }) => id))
  expect([...arrived].sort()).toEqual(due.map(({ id }) => id).sort())
  for (const { deliveries } of episodes)
    expect(deliveries.map(({ kind }) => kind).sort()).toEqual(['fired', 'resolved'])
  expect(receiver.refused).toEqual([])
  return `${episodes.length} episodes, ${due.length} pages due, ${arrived.size} arrived, ${receiver.pages.length - arrived.size} repeats`
}

async function episodesOf(api: Api) {
  const { json } = await api.get(`/v1/alerts/episodes?state=all&rule=${paymentRule.name}`)
  const { episodes } = json as { episodes: { id: string }[] }
  return Promise.all(
    episodes.map(
      async ({ id }) => (await api.get(`/v1/alerts/episodes/${id}`)).json as { state: string; deliveries: Delivery[] },
    ),
  )
}
