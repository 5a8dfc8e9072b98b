import fc from 'fast-check'
import { expect, it } from 'vitest'
import { planGroup } from './group-plan.ts'

const partitions = 12
const claims = fc.uniqueArray(
  fc.record({ id: fc.string({ minLength: 1 }), held: fc.uniqueArray(fc.nat(14)), generation: fc.nat(3) }),
  {
    selector: ({ id }) => id,
    minLength: 1,
    maxLength: 6,
  },
)

it('gives every partition to exactly one member, and takes none away that only one claims', () => {
  fc.assert(
    fc.property(claims, members => {
      const plan = planGroup(members, partitions)
      const all = [...plan.values()].flatMap(({ held }) => held)
      expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: partitions }, (_, p) => p))
      for (const { id, held } of members) {
        const alone = held.filter(
          p => p < partitions && members.every(other => other.id === id || !other.held.includes(p)),
        )
        expect(plan.get(id)!.held).toEqual(expect.arrayContaining(alone))
      }
    }),
  )
})

it('is at rest, with shares that differ by at most one, once what is too much was given up', () => {
  fc.assert(
    fc.property(claims, members => {
      let plan = planGroup(members, partitions)
      for (let round = 0; round < 2; round++) {
        const next = [...plan].map(([id, { held, excess }]) => {
          return { id, held: held.filter(partition => !excess.includes(partition)), generation: 9 }
        })
        plan = planGroup(next, partitions)
      }
      const shares = [...plan.values()]
      expect(shares.flatMap(({ excess }) => excess)).toEqual([])
      const sizes = shares.map(({ held }) => held.length)
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
    }),
  )
})

it('believes the member that was told last when two claim a partition', () => {
  const zombie = { id: 'a', held: [0, 1], generation: 4 }
  const owner = { id: 'b', held: [0], generation: 7 }
  expect(planGroup([zombie, owner], 2)).toEqual(
    new Map([
      ['b', { held: [0], excess: [] }],
      ['a', { held: [1], excess: [] }],
    ]),
  )
})
