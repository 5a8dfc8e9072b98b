import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { apiOf } from '../platform/api.ts'
import { startTestPlatform, type TestPlatform } from '../platform/platform.ts'
import { eventually } from '../recovery/settle.ts'
import { fuzz, nameOf } from './campaign.ts'
import { targetsOf } from './targets.ts'

/** What a process may have grown by, bytes. ClickHouse keeps caches of its own. */
const growth = (service: string) => (service === 'clickhouse' ? 1_500 : 500) * 2 ** 20

/** Without a signature of the provider all is 401; and query passes on a path at which alerts has nothing. */
const isClosed = (route: string) => route === 'POST /v1/sources/:provider/:name' || route.endsWith(' /v1/alerts')

/**
 * `requests` requests to each HTTP service that is reached from outside, spread over its routes, fewer to the others. Nothing may fail, hang or end; afterwards an
 * event still comes through.
 */
export async function fuzzPlatform(requests: number, seed = Date.now() % 1_000_000): Promise<void> {
  process.stderr.write(`fuzz: seed ${seed}\n`)
  const platform = await startTestPlatform({ env: { WEIR_LOG_LEVEL: 'debug' } })
  try {
    const api = await apiOf(platform)
    const targets = await targetsOf(platform)
    const before = platform.pids()
    const memoryBefore = memoryOf(before)
    const outcomes = await Promise.all(
      targets.map(target => fuzz(target, target.isPublic ? requests : requests / 4, seed)),
    )
    for (const [index, { service, routes }] of targets.entries()) {
      const { statuses, entered, faults } = outcomes[index]!
      process.stderr.write(`fuzz: ${service}: ${routes.length} routes, answers ${JSON.stringify(statuses)}\n`)
      expect.soft(faults.slice(0, 5), `${service}, ${faults.length} in all, seed ${seed}`).toEqual([])
      const shut = routes.map(nameOf).filter(route => !entered.has(route) && !isClosed(route))
      expect.soft(shut, `${service}: routes that no request got into`).toEqual([])
    }
    expect(platform.pids()).toEqual(before)
    for (const [service, bytes] of memoryOf(platform.pids()))
      expect.soft(bytes - memoryBefore.get(service)!, `bytes that ${service} grew by`).toBeLessThan(growth(service))
    await stillWorks(platform, api)
    expect(await platform.stop()).toBe(0)
  } finally {
    await platform.dispose()
  }
}

async function stillWorks(platform: TestPlatform, api: Awaited<ReturnType<typeof apiOf>>): Promise<void> {
  const event = {
    type: 'track',
    event: 'Product Viewed',
    userId: 'u',
    messageId: 'after-all',
    properties: { sku: 's' },
  }
  expect(await api.send([event])).toMatchObject({ status: 200, json: { accepted: 1 } })
  const clickhouse = platform.clickhouse()
  const look = () => clickhouse.query("SELECT count() AS rows FROM weir_data.events WHERE id = 'after-all'")
  await eventually(look, ([row]) => (row as { rows: string }).rows === '1', 240_000)
  await clickhouse.close()
}

/** Resident bytes of each process. */
const memoryOf = (pids: ReadonlyMap<string, number>): Map<string, number> =>
  new Map(
    [...pids].map(([service, pid]) => {
      const pages = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]
      return [service, Number(pages) * 4_096]
    }),
  )
