import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClickHouse } from '@weir/clickhouse'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Api, apiOf } from '../platform/api.ts'
import { startTestPlatform, type TestPlatform } from '../platform/platform.ts'

let platform: TestPlatform
let api: Api

beforeAll(async () => {
  platform = await startTestPlatform({ env: { WEIR_LOG_LEVEL: 'debug' } })
  api = await apiOf(platform)
})
afterAll(() => platform?.dispose())

/** Values of sensitivity 3 and 4, as they are sent and as they are normalised. */
const personal = [
  '13987654321',
  'wang.xiaoming@example.com',
  'Wang Xiaoming',
  '11010519491231002X',
  '4111111111111111',
  'Nanjing Road 1001',
  'the parcel smelled of smoke',
  '13700001234',
  'mei.li@example.com',
]

/** Not personal, so it must be found: otherwise the search itself would prove nothing. */
const marker = 'privacy-marker'

const events = [
  {
    type: 'identify',
    messageId: `${marker}-1`,
    userId: 'u-1',
    traits: {
      name: 'Wang Xiaoming',
      phone: '139 8765 4321',
      email: 'Wang.Xiaoming@Example.com',
      address: 'Nanjing Road 1001',
    },
  },
  {
    type: 'track',
    messageId: `${marker}-2`,
    event: 'Order Completed',
    userId: 'u-1',
    context: { traits: { phone: '+8613987654321' } },
    properties: {
      order_id: 'o1',
      total: '5.00',
      note: 'id 11010519491231002X card 4111111111111111',
      deliver_to: 'call 13987654321',
    },
  },
  {
    type: 'track',
    messageId: `${marker}-3`,
    event: 'ticket.opened',
    userId: 'u-1',
    properties: { ticket_id: 't1', text: 'the parcel smelled of smoke', description: 'the parcel smelled of smoke' },
  },
  {
    type: 'track',
    messageId: `${marker}-4`,
    event: 'invite.sent',
    userId: 'u-1',
    properties: { invitee: { type: 'phone', value: '13700001234' }, channel: 'sms' },
  },
  {
    type: 'track',
    messageId: `${marker}-5`,
    event: 'My own thing',
    userId: 'u-1',
    properties: { a: { b: ['write mei.li@example.com'] } },
  },
  {
    type: 'track',
    messageId: `${marker}-6`,
    event: 'Order Completed',
    userId: 'u-1',
    properties: { total: 'call 13987654321', order_id: 'mei.li@example.com' },
  },
  { type: 'track', messageId: `${marker}-13987654321`, event: 'Product Viewed', userId: '13987654321', properties: {} },
]

it('keeps personal values in clear nowhere: not in log, state, ClickHouse or the log files', async () => {
  await api.send(events)
  const clickhouse = platform.clickhouse()
  await expect
    .poll(async () => {
      const [row] = await clickhouse.query<{ rows: string }>(
        'SELECT (SELECT count() FROM weir_data.events) + (SELECT count() FROM weir_data.dead_letters) AS rows',
      )
      return Number(row?.rows)
    })
    .toBe(events.length)
  await api.get('/v1/profiles/phone/13987654321')
  await api.get('/v1/profiles/email/wang.xiaoming@example.com')

  const inTables = await findInTables(clickhouse, [...personal, marker])
  expect(inTables.filter(({ value }) => value !== marker)).toEqual([])
  expect(inTables.some(({ value }) => value === marker)).toBe(true)
  await clickhouse.close()
  await platform.stop()

  const inFiles = await findInFiles(
    ['log', 'state', 'logs'].map(dir => join(platform.dataDir, dir)),
    [...personal, marker],
  )
  expect(inFiles.filter(({ value }) => value !== marker)).toEqual([])
  expect(inFiles.some(({ value, file }) => value === marker && file.includes('/log/'))).toBe(true)
})

/** Every column of every table of ours, as text. */
async function findInTables(clickhouse: ClickHouse, values: readonly string[]) {
  const columns = await clickhouse.query<{ table: string; name: string }>(
    "SELECT table, name FROM system.columns WHERE database = 'weir_data' AND table != 'identity'",
  )
  const found: { table: string; column: string; value: string }[] = []
  for (const { table, name } of columns) {
    const rows = await clickhouse.query<{ value: string }>(
      `SELECT value FROM (SELECT arrayJoin({values:Array(String)}) AS value) AS v
       WHERE value IN (SELECT arrayJoin(arrayFilter(x -> positionCaseInsensitive(text, x) > 0, {values:Array(String)}))
                       FROM (SELECT toString(\`${name}\`) AS text FROM weir_data.${table}))`,
      { values },
    )
    found.push(...rows.map(({ value }) => ({ table, column: name, value })))
  }
  return found
}

/** LMDB keeps values uncompressed, so that a value in a record is its bytes in the file. */
async function findInFiles(dirs: readonly string[], values: readonly string[]) {
  const found: { file: string; value: string }[] = []
  for (const dir of dirs) {
    for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const file = join(entry.parentPath, entry.name)
      const bytes = await readFile(file)
      for (const value of values) if (bytes.includes(value)) found.push({ file, value })
    }
  }
  return found
}
