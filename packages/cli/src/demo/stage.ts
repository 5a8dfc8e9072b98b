import type { Shop } from './shop/shop.ts'
import type { Sender } from './traffic/sender.ts'
import type { Traffic } from './traffic/traffic.ts'
import { type ChannelScene, columnMs, type Scene, type StoryLine } from './view/scene.ts'
import type { View } from './view/view.ts'
import type { Watch } from './watch.ts'

export interface StageOptions {
  view: View
  runId: string
  seed: number
  shoppers: number
  eventsPerSecond: number
  channels: readonly string[]
  threshold: number
  readyAt: number
  shop: Shop
  sender: Sender
  traffic: Pick<Traffic, 'rate'>
  watch: Pick<Watch, 'sight' | 'stored'>
}

const everyMs = 500

/** Shows what is going on, twice a second, and remembers the charts and the story. */
export function createStage(options: StageOptions) {
  const { view, runId, seed, shoppers, eventsPerSecond, threshold, readyAt, shop, sender, traffic, watch } = options
  const rates: number[] = []
  const channels = options.channels.map(name => ({ name, rates: [] as (number | undefined)[] }))
  const story: StoryLine[] = []
  let next = ''
  let columnAt = Date.now() + columnMs

  const channelScene = ({ name, rates }: (typeof channels)[number]): ChannelScene => {
    const { rate, state } = watch.sight(name)
    return { name, rate, rates, state }
  }
  const scene = (): Scene => ({
    runId,
    seed,
    shoppers,
    elapsedMs: Date.now() - readyAt,
    traffic: {
      rate: traffic.rate(),
      rates,
      goal: eventsPerSecond,
      sent: shop.made(),
      accepted: sender.totals.accepted,
      stored: watch.stored(),
      people: shop.people(),
      retries: sender.totals.retries,
    },
    channels: channels.map(channelScene),
    threshold,
    story,
    next,
  })

  const timer = setInterval(() => {
    if (Date.now() >= columnAt) {
      columnAt += columnMs
      rates.push(traffic.rate())
      for (const { name, rates } of channels) rates.push(watch.sight(name).rate)
    }
    view.draw(scene())
  }, everyMs)

  return {
    tell(text: string, tone: StoryLine['tone'] = 'plain'): void {
      const line = { atMs: Date.now() - readyAt, text, tone }
      story.push(line)
      next = ''
      view.tell(line)
    },
    expect(text: string): void {
      next = text
      view.draw(scene())
    },
    /** Draws now what is known now. */
    show(): void {
      view.draw(scene())
    },
    close(): void {
      clearInterval(timer)
    },
  }
}

export type Stage = ReturnType<typeof createStage>
