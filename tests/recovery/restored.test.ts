import { cp, rename, rm } from 'node:fs/promises'
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
  await eventually(look, seen => seen.every(number => number === count), 180_000)
  await clickhouse.close()
}

const parts = {
  state: /processor.*(ClickHouse holds ranges up to|restored)/,
  clickhouse: /processor.*(ClickHouse holds ranges up to|holds no range)/,
  log: /position \d+ of events\.\w+\/\d+ is outside the log/,
}

describe('parts restored from different moments', () => {
  /**
   * Runs to a first moment, keeps copies, and runs on. Then each part in turn is put back to the first moment: that must stop
   * the platform and say so. With the newer parts in place again it goes on and nothing is lost.
   */
  it('stop the platform, whichever is older, and lose nothing', async () => {
    platform = await startTestPlatform()
    const at = (name: string) => join(platform!.dataDir, name)
    const copy = (from: string, to: string) => cp(at(from), at(to), { recursive: true })
    await send(platform, 0, 50)
    await platform.stop()
    for (const part of Object.keys(parts)) await copy(part, `${part}-old`)
    await platform.start()
    await send(platform, 50, 50)
    await platform.stop()

    for (const [part, reason] of Object.entries(parts)) {
      await rename(at(part), at(`${part}-new`))
      await copy(`${part}-old`, part)
      await platform.startStuck(reason)
      await platform.stop()
      await rm(at(part), { recursive: true })
      await rename(at(`${part}-new`), at(part))
    }

    await platform.start()
    await send(platform, 100, 50)
    await platform.stop()
    await rm(at('log'), { recursive: true })
    const said = await platform.startStuck(/will not start again by itself/)
    expect(said).toMatch(/restore log and state from the same moment/)
  }, 900_000)
})
