import type { ClickHouse } from '@weir/clickhouse'
import type { TestPlatform } from '../platform/platform.ts'
import { assertStoredOnce } from './account.ts'
import { type Offered, offereeOf, offerLoad } from './offered-load.ts'
import type { Bench } from './scenario.ts'
import { slope } from './statistics.ts'

const stepPerSecond = 2_500
const mostPerSecond = 60_000
const settleWithinS = 5

/**
 * Offers more and more until a rate is not held: what was offered was accepted, the lag does not grow in the second half,
 * and everything has its outcome within seconds after the end. A rate that is not held must lose nothing either.
 */
export async function findHighestRate(
  bench: Bench,
  platform: TestPlatform,
  clickhouse: ClickHouse,
  fromPerSecond: number,
): Promise<void> {
  const seconds = bench.quick ? 5 : 20
  let held: { eventsPerSecond: number; offered: Offered } | undefined
  for (let rate = fromPerSecond + stepPerSecond; rate <= mostPerSecond; rate += stepPerSecond) {
    const runId = `rate${rate}`
    const offered = await offerLoad(await offereeOf(platform), clickhouse, { eventsPerSecond: rate, seconds, runId })
    await assertStoredOnce(clickhouse, runId, offered.accepted)
    const why = notHeld(offered, rate, seconds)
    bench.say(`${rate} events/s: ${why ?? 'held'}`)
    if (why !== undefined) {
      bench.note(`${rate.toLocaleString('en')} events/s were not held: ${why}; nothing was lost`)
      break
    }
    held = { eventsPerSecond: rate, offered }
  }
  if (held) {
    bench.record('highest rate', {
      'events/s offered': held.eventsPerSecond,
      'accepted/s': held.offered.acceptedPerSecond,
      'settled s': held.offered.settledS,
    })
    bench.record('highest rate: CPU µs/event', held.offered.cpuUs)
  } else bench.note(`no rate above ${fromPerSecond.toLocaleString('en')} events/s was held`)
}

function notHeld({ totals, lag, settledS }: Offered, rate: number, seconds: number): string | undefined {
  if (totals.sent < rate * seconds * 0.98) return `only ${Math.round(totals.sent / seconds)} events/s could be sent`
  if (totals.retries > 0) return `ingest refused ${totals.retries} requests for now`
  const later = lag.filter(({ at }) => at > seconds / 2).map(({ at, events }) => [at, events] as const)
  const growth = slope(later) / rate
  if (growth > 0.05) return `the lag grew by ${growth.toFixed(2)} s a second`
  if (settledS > settleWithinS) return `it took ${settledS.toFixed(1)} s to work off`
  return undefined
}
