import { readLedger } from './account/ledger.ts'
import { createRunStore } from './account/run-store.ts'
import { settle } from './account/settle.ts'
import { candidates, freeChannels } from './channel-choice.ts'
import type { Incident } from './incident.ts'
import { runLive } from './live-run.ts'
import { readEpisode } from './on-call/episode.ts'
import { goOnCall } from './on-call/on-call.ts'
import { dingTalkTexts, pagesOf } from './on-call/pages.ts'
import type { DemoOptions } from './options.ts'
import type { DemoPlatform } from './platform.ts'
import { liveLink } from './report/live-link.ts'
import type { Report } from './report/report.ts'
import { timelineOf } from './report/timeline.ts'
import { type Outcome, resultOf } from './result.ts'
import { createShop } from './shop/shop.ts'
import { replay } from './traffic/replay.ts'
import { createSender } from './traffic/sender.ts'
import type { View } from './view/view.ts'
import { createWeirApi } from './weir-api.ts'

const shoppers = 4_000
const eventsPerSecond = 800

export interface PlayOptions {
  platform: DemoPlatform
  options: DemoOptions
  view: View
  say(text: string): void
  language: 'en' | 'zh'
  signal: AbortSignal
}

/** One run, or one run again: sends, waits, counts. What it put on call is gone when this settles. */
export async function playDemo({
  platform,
  options,
  view,
  say,
  language,
  signal,
}: PlayOptions): Promise<Omit<Report, 'stops'>> {
  const { credentials, readyAt } = platform
  const { runId, seed, pageMyChannels } = options
  const api = createWeirApi(credentials, signal)
  const store = createRunStore(credentials, runId)
  // Without the signal: what was put on call is taken away also after Ctrl-C.
  const onCall = await goOnCall({ api: createWeirApi(credentials), language, pageMyChannels })
  try {
    const { rule, receiver } = onCall
    const known = await store.knownIds()
    const channels = known > 0 ? candidates : await freeChannels(api, rule, { say, signal })
    const startedAt = Date.now()
    const shop = createShop({ runId, seed, shoppers, channels: channels.slice(0, 3) })
    const sender = createSender({ ...credentials, signal })

    let incident: Incident = { channel: channels[0]!, openedAt: startedAt }
    if (known > 0) {
      say(`Run ${runId} was played before: its events are sent again, as fast as ingest takes them.`)
      await replay(shop, sender, known, signal)
    } else {
      const live = await liveLink(api)
      if (live) say(`Watch it in a browser, too:\n  ${live}`)
      incident = await runLive({
        runId,
        seed,
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

    const { accepted } = sender.totals
    const counts = await settle(store, {
      sinceMs: startedAt,
      signal,
      settled: ({ stored, duplicate, quarantined, suppressed, people }) =>
        people === shop.people() && (known > 0 ? duplicate : stored + quarantined + suppressed) >= accepted,
    })
    view.close()
    const pages = pagesOf(receiver.deliveries, channels)
    const outcome: Outcome = {
      runId, seed, repeat: known > 0, sent: sender.totals.sent, accepted, people: shop.people(),
      receiptUrl: sender.receipt(), rejection: sender.rejection(), counts, incident, ruleForMs: rule.forMs,
      pages: pages.filter(({ kind }) => kind === 'fired').length,
      resolves: pages.filter(({ kind }) => kind === 'resolved').length,
    } // biome-ignore format: the parts
    const told = incident.episode === undefined ? [] : dingTalkTexts(receiver.deliveries, incident.episode)
    const episode =
      incident.episode === undefined ? undefined : await readEpisode(api, incident.episode).catch(() => undefined)
    return {
      outcome,
      result: resultOf(outcome),
      readyAt,
      tookMs: Date.now() - readyAt,
      timeline:
        incident.brokeAt === undefined
          ? []
          : timelineOf({ incident, rule, episode, dingTalkAt: told.map(({ at }) => at) }),
      dingTalk: told.map(({ text }) => text),
      ledger: await readLedger(api, startedAt, Date.now()).catch(() => undefined),
      keys: shop.keys(),
      links: { live: await liveLink(api), episode: pages[0]?.link, receipt: sender.receipt() },
    }
  } finally {
    await Promise.all([
      onCall.close().catch(error => say(`The demo's channels could not be removed: ${(error as Error).message}`)),
      store.close(),
    ])
  }
}
