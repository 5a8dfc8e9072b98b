import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WeirError } from '@weir/errors'
import { payloadSchemaByFingerprint } from '@weir/event'
import { createLogger } from '@weir/telemetry'
import { afterEach, describe, expect, it } from 'vitest'
import { startTestIngest, type TestIngest } from '../testing/test-ingest.ts'
import { parsePlan } from './plan-file.ts'
import { readPlans } from './read-plans.ts'
import { createViolationSummary } from './violation-summary.ts'

let ingest: TestIngest | undefined
afterEach(async () => {
  await ingest?.stop()
  ingest = undefined
})

const types = `
types:
  order.paid: { properties: [amount, currency], required: [order_id] }
  page.viewed:
`
const withPlan = async (rules: string, source = 'web') => {
  ingest = await startTestIngest({
    plans: [parsePlan(`plan: shop\nsource: ${source}\n${rules}\n${types}`, 'web.yaml')],
  })
  return ingest
}
const order = (properties: object, more: object = {}) => ({
  ...{ type: 'track', event: 'Order Completed', messageId: 'm', properties },
  ...more,
})
const verdicts = async (started: TestIngest, ...batch: object[]) =>
  (await started.send('batch', { batch })).events.map(({ code, field, status }) =>
    [code ?? status, field].filter(Boolean),
  )

describe('a tracking plan', () => {
  it('refuses what it does not foresee, names itself, and keeps the original', async () => {
    const started = await withPlan(
      'unplannedTypes: quarantine\nunplannedProperties: quarantine\nmissingProperties: quarantine',
    )
    const sent = [
      order({ order_id: 'o', total: 1 }),
      order({ order_id: 'o', coupon: 'x' }),
      order({ total: 1 }),
      { type: 'track', event: 'Spin' },
      { type: 'page', userId: 'u', properties: { anything: 1 } },
      order({ orderId: 'o' }, { stray: 1 }),
    ]
    expect(await verdicts(started, ...sent)).toEqual([
      ['accepted'],
      ['plan_property', 'properties.coupon'],
      ['plan_missing', 'properties.order_id'],
      ['plan_type', 'type'],
      ['accepted'],
      ['plan_property', 'properties.stray'],
    ])
    const letters = await started.letters()
    expect(letters.map(({ message }) => message)).toEqual(
      letters.map(() => expect.stringContaining('tracking plan shop')),
    )
    expect(JSON.parse(letters[0]!.originalText)).toEqual(sent[1])
    expect(letters[0]).toMatchObject({ id: 'm', type: 'order.paid' })
  })

  it('leaves out what it does not foresee, flagged', async () => {
    const started = await withPlan('unplannedProperties: omit')
    await verdicts(started, order({ order_id: 'o', revenue: '2.50', coupon: 'x', note: 'y' }, { stray: 1 }))
    const [event] = await started.events()
    const payload = payloadSchemaByFingerprint(event!.payloadSchema)!.decode(event!.payload)
    expect(payload).toMatchObject({ order_id: 'o', amount: '2.50', coupon: null, properties: '{}' })
    expect(event!.flags).toEqual(['property_omitted'])
  })

  it('only counts where it allows, by what was wrong', async () => {
    const started = await withPlan('')
    const sent = [
      order({ order_id: 'o', coupon: 'x', '13912345678': 1, '\u0000a': 1 }),
      { type: 'track', event: 'Spin' },
    ]
    expect(await verdicts(started, ...sent, ...sent)).toEqual([['accepted'], ['accepted'], ['accepted'], ['accepted']])
    await started.planViolations('demo')
    await verdicts(started, sent[1]!)
    const counted = await started.planViolations('demo')
    expect(counted.map(({ kind, type, property, count }) => [kind, type, property, count])).toEqual(
      expect.arrayContaining([
        ['type', 'custom.spin', '', 3],
        ['property', 'order.paid', 'coupon', 2],
        ['property', 'order.paid', '139****5678', 2],
        ['property', 'order.paid', '\uFFFDa', 2],
      ]),
    )
    expect(counted[0]).toMatchObject({ plan: 'shop', source: 'web', action: 'allow' })
    expect(counted[0]!.lastAt).toBeGreaterThanOrEqual(counted[0]!.firstAt)
    expect((await started.app.inject('/metrics')).body).toMatch(
      /weir_ingest_plan_violations_total{.*plan="shop",kind="type",action="allow".*} 3/,
    )
    expect(await started.planViolations('other')).toEqual([])
  })

  it('is for its source alone', async () => {
    const started = await withPlan('unplannedTypes: quarantine', 'app')
    expect(await verdicts(started, { type: 'track', event: 'Spin' })).toEqual([['accepted']])
  })
})

describe('plan files', () => {
  it('say every fault', () => {
    expect(() =>
      parsePlan('plan: Shop\nsource: web\nunplannedTypes: omit\ntypes: { order.lost: {} }', 'web.yaml'),
    ).toThrow(/web\.yaml has 3 fault\(s\)[\s\S]*plan[\s\S]*unplannedTypes[\s\S]*order\.lost/)
    expect(() => parsePlan('[', 'web.yaml')).toThrow(/web\.yaml/)
  })

  it('are read from a directory, one for a source', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'weir-plans-'))
    try {
      const text = `plan: shop\nsource: web\n${types}`
      await writeFile(join(directory, 'web.yaml'), text)
      expect(await readPlans(directory)).toMatchObject([{ plan: 'shop', types: { 'page.viewed': { required: [] } } }])
      await writeFile(join(directory, 'web2.yaml'), text)
      await expect(readPlans(directory)).rejects.toThrow(/web2\.yaml is a second plan/)
    } finally {
      await rm(directory, { recursive: true })
    }
  })
})

describe('the summary of violations', () => {
  const violation = { tenant: 't', source: 's', plan: 'p', kind: 'type', type: 'custom.x', property: '' } as const

  it('keeps what could not be written for the next time', async () => {
    const written: number[] = []
    let down = true
    const logger = createLogger({ service: 'ingest', destination: { write: () => {} } })
    const add = async (rows: readonly { count: number }[]) => {
      if (down) throw new WeirError('STATE_UNAVAILABLE', 'down')
      written.push(...rows.map(({ count }) => count))
    }
    const summary = createViolationSummary({ violations: { add }, logger })
    summary.add({ ...violation, action: 'allow' })
    await summary.flush()
    summary.add({ ...violation, action: 'allow' })
    down = false
    await summary.stop()
    await summary.flush()
    expect(written).toEqual([2])
  })
})
