import { createWeirApi } from '../command/weir-api.ts'
import { createRunStore, type RunCounts } from './account/run-store.ts'
import { settle } from './account/settle.ts'
import { candidates, freeChannels } from './channel-choice.ts'
import { conclude } from './conclusion.ts'
import type { Incident } from './incident.ts'
import { runLive } from './live-run.ts'
import { goOnCall } from './on-call/on-call.ts'
import type { DemoOptions } from './options.ts'
import type { DemoPlatform } from './platform.ts'
import { liveLink } from './report/live-link.ts'
import type { Report } from './report/report.ts'
import { createShop } from './shop/shop.ts'
import { replay } from './traffic/replay.ts'
import { createSender } from './traffic/sender.ts'
import type { View } from './view/view.ts'

export const shoppers = 4_000
const eventsPerSecond = 800
const channelsInUse = 3

export interface PlayOptions {
  platform: DemoPlatform
  options: DemoOptions
  view: View
  say(text: string): void
  /** Of the DingTalk text. */
  language: 'en' | 'zh'
  signal: AbortSignal
}

/** One run, or one run again: sends, waits, counts. What it put on call is gone when this settles. */
export async function playDemo(play: PlayOptions): Promise<Omit<Report, 'stops'>> {
  const { view, say, language, signal } = play
  const { credentials, readyAt } = play.platform
  const { runId, seed, pageMyChannels } = play.options
  const api = createWeirApi(credentials, signal)
  const store = createRunStore(credentials, runId)
  // Without the signal: what was put on call is taken away also after Ctrl-C.
  const onCall = await goOnCall({ api: createWeirApi(credentials), language, pageMyChannels })
  try {
    const known = await store.knownIds()
    const repeat = known > 0
    const preferred = repeat ? candidates : await freeChannels(api, onCall.rule, { say, signal })
    const channels = preferred.slice(0, channelsInUse)
    const startedAt = Date.now()
    const shop = createShop({ runId, seed, shoppers, channels })
    const sender = createSender({ ...credentials, signal })

    async function send(): Promise<Incident> {
      if (!repeat) {
        const live = await liveLink(api)
        if (live) say(`Watch it in a browser, too:\n  ${live}`)
        return runLive({
          ...play.options,
          shoppers,
          eventsPerSecond,
          channels,
          api,
          store,
          onCall,
          shop,
          sender,
          view,
          readyAt,
          signal,
        })
      }
      say(`Run ${runId} was played before: its events are sent again, as fast as ingest takes them.`)
      await replay(shop, sender, known, signal)
      return { channel: channels[0]!, openedAt: startedAt }
    }
    const incident = await send()

    const decided = (counts: RunCounts) =>
      repeat ? counts.duplicate : counts.stored + counts.quarantined + counts.suppressed
    const counts = await settle(store, {
      sinceMs: startedAt,
      settled: counts => counts.people === shop.people() && decided(counts) >= sender.totals.accepted,
      signal,
    })
    view.close()
    return await conclude(
      { runId, seed, repeat, startedAt, readyAt, channels, shop, sender, counts, incident },
      onCall,
      api,
    )
  } finally {
    await Promise.all([
      onCall.close().catch(error => say(`The demo's channels could not be removed: ${(error as Error).message}`)),
      store.close(),
    ])
  }
}
