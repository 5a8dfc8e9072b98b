import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../platform/platform.ts'
import { eventually } from './settle.ts'

let platform: TestPlatform | undefined
afterEach(() => platform?.dispose())

/** Sends events and waits until ClickHouse has them all. */
async function send(running: TestPlatform, from: number, count: number): Promise<void> {
  const { ingestUrl, writeKey } = await running.credentials()
  const batch = Array.from({ length: count }, (_, at) => ({
    type: 'track',
    event: 'payment.succeeded',
    messageId: `restored-${from + at}`,
    userId: `user-${from + at}`,
    properties: { amount: '1.00', currency: 'CNY', channel: 'alipay' },
  }))
  const answer = await fetch(`${ingestUrl}/v1/batch`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,
    },
    body: JSON.stringify({ batch }),
  })
  expect(await answer.json()).toMatchObject({ accepted: count })
  await stored(running, from + count)
}

async function stored(running: TestPlatform, count: number): Promise<void> {
  const clickhouse = running.clickhouse()
  const look = async () => {
    const [row] = await clickhouse.query<{ rows: string; ids: string; points: string }>(
      `SELECT count() AS rows, uniqExact(id) AS ids,
              (SELECT sum(count) FROM weir_data.metric_points WHERE metric LIKE 'payments_succeeded@%' OR (metric LIKE 'payment_success_rate@%' AND operand = 1 AND tier = 900)) AS points
       FROM weir_data.events`,
    )
    return [Number(row?.rows), Number(row?.ids), Number(row?.points)]
  }
  await eventually(look, seen => seen.every(number => number === count), 60_000)
  await clickhouse.close()
}

/**
 * Runs to a first moment, keeps a copy of `part`, runs on, and puts the old copy back: as after a restore from different
 * moments. Then `reason` must be what stops it; with the newer part back in place it goes on and nothing is lost.
 */
async function restoreOlder(part: string, reason: RegExp): Promise<string> {
  platform = await startTestPlatform()
  const at = (name: string) => join(platform!.dataDir, name)
  await send(platform, 0, 50)
  await platform.stop()
  await cp(at(part), at(`${part}-old`), { recursive: true })
  await platform.start()
  await send(platform, 50, 50)
  await platform.stop()
  await cp(at(part), at(`${part}-new`), { recursive: true })
  await rm(at(part), { recursive: true })
  await cp(at(`${part}-old`), at(part), { recursive: true })

  const said = await platform.startStuck(reason)
  await platform.stop()

  await rm(at(part), { recursive: true })
  await cp(at(`${part}-new`), at(part), { recursive: true })
  await platform.start()
  await send(platform, 100, 50)
  return said
}

describe('parts restored from different moments', () => {
  it('a state store older than ClickHouse stops the partition, and loses nothing', async () => {
    await restoreOlder('state', /processor.*(ClickHouse holds ranges up to|restored)/)
  }, 180_000)

  it('a ClickHouse older than the state store stops the partition, and loses nothing', async () => {
    await restoreOlder('clickhouse', /processor.*(ClickHouse holds ranges up to|holds no range)/)
  }, 180_000)

  it('a log cut short stops its readers, and loses nothing', async () => {
    await restoreOlder('log', /position \d+ of events\.\w+\/\d+ is outside the log/)
  }, 180_000)

  it('a log made anew is refused with the remedy', async () => {
    platform = await startTestPlatform()
    await send(platform, 0, 10)
    await platform.stop()
    await rm(join(platform.dataDir, 'log'), { recursive: true })
    const said = await platform.startStuck(/will not start again by itself/)
    expect(said).toMatch(/restore log and state from the same moment/)
  }, 120_000)
})
