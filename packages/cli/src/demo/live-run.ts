import type { WeirApi } from '../command/weir-api.ts'
import type { RunStore } from './account/run-store.ts'
import { createCrossing } from './crossing.ts'
import { type Incident, playIncident } from './incident.ts'
import type { OnCall } from './on-call/on-call.ts'
import type { Shop } from './shop/shop.ts'
import { createStage } from './stage.ts'
import type { Sender } from './traffic/sender.ts'
import { createTraffic } from './traffic/traffic.ts'
import type { View } from './view/view.ts'
import { watchWeir } from './watch.ts'

export interface LiveRunOptions {
  runId: string
  seed: number
  shoppers: number
  eventsPerSecond: number
  /** The first one breaks. */
  channels: readonly string[]
  api: WeirApi
  store: RunStore
  onCall: OnCall
  shop: Shop
  sender: Sender
  view: View
  /** Unix milliseconds. */
  readyAt: number
  signal: AbortSignal
}

/** The shop in real time, with its incident; resolves when ingest has answered for every event. */
export async function runLive(options: LiveRunOptions): Promise<Incident> {
  const { channels, api, store, onCall, shop, sender, eventsPerSecond, signal } = options
  const { rule, receiver } = onCall
  const crossing = createCrossing(rule, channels[0]!)
  const watch = watchWeir({ api, store, sinceMs: Date.now() })
  const traffic = createTraffic({ shop, sender, crossing, eventsPerSecond, signal })
  const threshold = Math.max(...rule.conditions.map(({ below }) => below))
  const stage = createStage({ ...options, threshold, traffic, watch })
  const weirSeesNormal = (channel: string): boolean => {
    const { rate, sample, state } = watch.sight(channel)
    return state === undefined && rate !== undefined && rate > threshold && sample >= 2 * rule.minSample
  }
  try {
    const { tell, expect } = stage
    const incident = await playIncident({
      channels,
      rule,
      traffic,
      crossing,
      receiver,
      weirSeesNormal,
      tell,
      expect,
      signal,
    })
    stage.expect('the shop closes, and everything is counted')
    await traffic.stop()
    await watch.look()
    stage.show()
    return incident
  } finally {
    await Promise.all([traffic.stop().catch(() => {}), watch.stop()])
    stage.close()
  }
}
