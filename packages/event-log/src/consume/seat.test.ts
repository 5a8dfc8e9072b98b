import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fairShare } from './seat.ts'

/** Members that act one at a time, in any order, on what they see: the group as the adapters run it. */
function runGroup(partitions: number, steps: readonly { kind: 'join' | 'leave' | 'settle'; who: number }[]) {
  const members = new Map<string, Set<number>>()
  let moves = 0
  const settle = (id: string) => {
    const held = members.get(id)
    if (held === undefined) return false
    const view = [...members].map(([other, of]) => ({ id: other, held: [...of] }))
    const { take, excess } = fairShare(view, id, partitions)
    for (const partition of take) held.add(partition)
    for (const partition of excess) held.delete(partition)
    moves += take.length
    return take.length + excess.length > 0
  }
  for (const { kind, who } of steps) {
    if (kind === 'join' && !members.has(`${who}`)) members.set(`${who}`, new Set())
    if (kind === 'leave') members.delete(`${who}`)
    if (kind === 'settle') settle(`${who}`)
    const all = [...members.values()].flatMap(held => [...held])
    expect(new Set(all).size).toBe(all.length)
  }
  let rounds = 0
  while ([...members.keys()].map(settle).some(Boolean)) expect(rounds++).toBeLessThan(20)
  return { members, moves: () => moves }
}

const steps = fc.array(
  fc.record({ kind: fc.constantFrom('join' as const, 'leave' as const, 'settle' as const), who: fc.nat(5) }),
)

it('comes to rest with every partition held once and shares that differ by at most one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 16 }), steps, (partitions, given) => {
      const { members } = runGroup(partitions, given)
      if (members.size === 0) return
      const shares = [...members.values()].map(held => held.size)
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(partitions)
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1)
    }),
  )
})

it('moves no more than the newcomer is due', () => {
  const join = (who: number) => [
    { kind: 'join' as const, who },
    ...[0, 1, 0, 1].map(of => ({ kind: 'settle' as const, who: of })),
  ]
  const { members, moves } = runGroup(12, [...join(0), ...join(1), { kind: 'join', who: 2 }])
  expect([...members.values()].map(held => held.size)).toEqual([4, 4, 4])
  expect(moves()).toBe(12 + 6 + 4)
})

it('gives nothing to who is not in the group', () => {
  expect(fairShare([{ id: 'a', held: [0] }], 'stranger', 2)).toEqual({ take: [], held: [], excess: [] })
})
