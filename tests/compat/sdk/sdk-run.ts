import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClickHouse } from '@weir/clickhouse'
import { createCredentials } from '@weir/credentials'
import { openStateStore } from '@weir/state-store'
import { findChromium } from '@weir/testing'
import { expect } from 'vitest'
import { stringify } from 'yaml'
import { startTestPlatform } from '../../platform/platform.ts'
import { decidedAndAccepted, eventually } from '../../recovery/settle.ts'
import { sendWithBrowser } from './browser.ts'
import { sendWithCloudEvents } from './cloud-events.ts'
import { sendWithCurl } from './curl.ts'
import { sendWithRudderNode } from './rudder-node.ts'
import { sendWithSegmentNode } from './segment-node.ts'
import { createMeeting, type SendAll } from './sending.ts'
import { startShopSite } from './shop-site.ts'

const executable = await findChromium()
if (!executable) {
  if (process.env.CI === 'true') throw new Error('this test needs Chromium: apt-get install chromium')
  process.stderr.write("skipped: Segment's browser script is not tested without Chromium\n")
}

const patienceMs = 480_000

/**
 * Every SDK sends as many events, all at once; everything is killed half-way and started again. At the end each event is
 * stored exactly once. In a `browser` an event costs twenty times what it costs in Node.
 */
export async function sdkRun({ each, browser }: { each: number; browser: number }): Promise<void> {
  const files = await mkdtemp(join(tmpdir(), 'weir-sdk-'))
  const shop = await startShopSite()
  const sources = ['segment-node', 'rudder-node', 'cloudevents', 'curl', ...(executable ? ['browser'] : [])]
  const sourcesFile = join(files, 'sources.yaml')
  // So slow that SDKs which send much at once are told 429, and have to understand it, however slow the machine.
  const rate = { perSecond: each / 10, burst: 100 }
  const settings = sources.map(source => ({ tenant: 'demo', source, rate, origins: [shop.origin] }))
  await writeFile(sourcesFile, stringify({ sources: settings }), { mode: 0o600 })
  const platform = await startTestPlatform({ env: { WEIR_LOG_LEVEL: 'warn', WEIR_SOURCES_FILE: sourcesFile } })
  const clickhouse = platform.clickhouse()
  try {
    const state = await openStateStore({ url: `lmdb:${join(platform.dataDir, 'state')}` })
    const credentials = createCredentials(state)
    const keyOf = async (source: string) => (await credentials.create({ kind: 'write', tenant: 'demo', source })).secret
    const keys = new Map(await Promise.all(sources.map(async source => [source, await keyOf(source)] as const)))
    await state.close()

    const { ingestUrl } = platform.urls()
    const halfway = createMeeting(sources.length)
    let secondHalf: () => void = () => {}
    const underWay = new Promise<void>(resolve => {
      secondHalf = resolve
    })
    const sent = new Map<string, number>()
    const send = (source: string, events: number, sendAll: SendAll) => {
      sent.set(source, events)
      return sendAll({ ingestUrl, writeKey: keys.get(source)!, events, halfway })
    }
    const sending = [
      send('segment-node', each, sendWithSegmentNode),
      send('rudder-node', each, sendWithRudderNode),
      send('cloudevents', each, sendWithCloudEvents),
      send('curl', 20, sendWithCurl(secondHalf)),
    ]
    if (executable) {
      const stored = (events: number) => untilStored(clickhouse, 'browser', events)
      const visit: SendAll = sending => sendWithBrowser({ ...sending, executable, origin: shop.origin, stored })
      sending.push(send('browser', browser, visit))
    }
    await Promise.race([underWay, Promise.all(sending)])
    expect(await refusedForRate(ingestUrl)).toBeGreaterThan(0)
    await platform.killAll()
    await platform.start()
    await Promise.all(sending)

    for (const [source, events] of sent) await untilStored(clickhouse, source, events)
    const total = [...sent.values()].reduce((sum, events) => sum + events)
    const balanced = await eventually(
      () => decidedAndAccepted(clickhouse),
      ({ decided, accepted }) => decided === accepted && accepted >= total,
      patienceMs,
    )
    expect(await storedBySource(clickhouse)).toEqual(
      new Map([...sent].map(([source, events]) => [source, { rows: events, ids: events, numbers: events }])),
    )
    const others = await clickhouse.query<{ outcome: string; events: string }>(
      'SELECT toString(outcome) AS outcome, count() AS events FROM weir_data.event_outcomes GROUP BY outcome',
    )
    expect(others.filter(({ outcome }) => outcome !== 'duplicate')).toEqual([])
    expect(await clickhouse.query('SELECT count() AS letters FROM weir_data.dead_letters')).toEqual([{ letters: '0' }])
    process.stderr.write(`sdk: ${JSON.stringify(Object.fromEntries(sent))} stored once, ${JSON.stringify(balanced)}\n`)
    expect(await platform.stop()).toBe(0)
  } catch (error) {
    process.stderr.write(platform.output().slice(-20_000))
    throw error
  } finally {
    await clickhouse.close()
    await platform.dispose()
    await shop.stop()
    await rm(files, { recursive: true, force: true })
  }
}

/** Requests answered 429 since ingest started. */
async function refusedForRate(ingestUrl: string): Promise<number> {
  const metrics = await (await fetch(`${ingestUrl}/metrics`)).text()
  return Number(/^weir_ingest_rate_limited_total(?:{.*})? (\d+)$/m.exec(metrics)?.[1])
}

/** Rows, different ids and different numbers of what was sent, by source. */
async function storedBySource(clickhouse: ClickHouse) {
  const rows = await clickhouse.query<{ source: string; rows: string; ids: string; numbers: string }>(
    `SELECT source, count() AS rows, uniqExact(id) AS ids, uniqExact(toString(properties.n)) AS numbers
     FROM weir_data.events GROUP BY source`,
  )
  return new Map(
    rows.map(({ source, rows: all, ids, numbers }) => [
      source,
      { rows: Number(all), ids: Number(ids), numbers: Number(numbers) },
    ]),
  )
}

const untilStored = (clickhouse: ClickHouse, source: string, events: number) =>
  eventually(
    async () => (await storedBySource(clickhouse)).get(source)?.numbers ?? 0,
    numbers => numbers >= events,
    patienceMs,
  ).then(() => {})
