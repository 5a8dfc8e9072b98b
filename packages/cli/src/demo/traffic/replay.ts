import type { Shop } from '../shop/shop.ts'
import type { Sender } from './sender.ts'

const batchEvents = 200
const mostInFlight = 4

/** Sends the first `count` events of a shop again, as fast as ingest takes them. */
export async function replay(shop: Shop, sender: Sender, count: number, signal: AbortSignal): Promise<void> {
  const lane = async () => {
    while (shop.made() < count) {
      signal.throwIfAborted()
      const room = count - shop.made()
      const events = shop.next(Math.min(batchEvents, room), { now: Date.now(), broken: undefined, onPayment: () => {} })
      // The last visit may have been cut off in the first run.
      await sender.send(events.slice(0, room))
    }
  }
  await Promise.all(Array.from({ length: mostInFlight }, lane))
}
