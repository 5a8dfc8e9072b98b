import { createMemoryStateStore } from '@weir/state-store'
import { describe, expect, it } from 'vitest'
import { createPlanViolations, type PlanViolation } from './plan-violations.ts'

const violation = (more: Partial<PlanViolation> = {}): PlanViolation => ({
  ...{ tenant: 'acme', source: 'web', plan: 'shop', kind: 'property', type: 'order.paid', property: 'coupon' },
  ...{ action: 'omit', count: 1, firstAt: 10, lastAt: 10 },
  ...more,
})

describe('violations of plans', () => {
  it('of several processes are one sum', async () => {
    const state = createMemoryStateStore()
    const processes = [createPlanViolations(state), createPlanViolations(state)]
    await Promise.all(
      [1, 2, 3, 4].map(at =>
        processes[at % 2]!.add([violation({ count: at, lastAt: at * 10 }), violation({ source: 'app' })]),
      ),
    )
    const listed = await processes[0]!.list('acme')
    expect(listed.map(({ source, count, lastAt }) => [source, count, lastAt])).toEqual([
      ['web', 10, 40],
      ['app', 4, 10],
    ])
    expect(await processes[0]!.list('other')).toEqual([])
  })

  it('are kept to the latest three hundred of a source, within what a document may hold', async () => {
    const violations = createPlanViolations(createMemoryStateStore())
    const many = Array.from({ length: 400 }, (_, at) =>
      violation({ property: `${at}`.padStart(100, '商'), type: `custom.${'商'.repeat(64)}`, lastAt: at }),
    )
    await violations.add(many)
    const listed = await violations.list('acme')
    expect([listed.length, listed[0]!.lastAt, listed.at(-1)!.lastAt]).toEqual([300, 399, 100])
    expect(Buffer.byteLength(JSON.stringify(listed))).toBeLessThan(256 * 1_024)
  })
})
