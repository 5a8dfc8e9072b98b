import { fairShare, type Holdings, type Member } from '../consume/seat.ts'

/** A member as it joins: what it says it holds, by which generation of the group it was given that. */
export interface Claim extends Member {
  generation: number
}

/**
 * Who holds what from now on. What a member holds beyond its share stays with it until it gives it up, for it may be in
 * the middle of a record; free partitions go to those with too few. Of two that claim one partition, the one that was
 * told so last is right.
 */
export function planGroup(claims: readonly Claim[], partitions: number): Map<string, Holdings> {
  const taken = new Set<number>()
  const members = claims
    .toSorted((a, b) => b.generation - a.generation || (a.id < b.id ? -1 : 1))
    .map(({ id, held }) => {
      const rightful = held.filter(partition => partition < partitions && !taken.has(partition))
      for (const partition of rightful) taken.add(partition)
      return { id, held: rightful }
    })
  for (const member of members) {
    member.held = [...fairShare(members, member.id, partitions).held]
  }
  return new Map(
    members.map(({ id }) => {
      const { held, excess } = fairShare(members, id, partitions)
      return [id, { held, excess }]
    }),
  )
}
