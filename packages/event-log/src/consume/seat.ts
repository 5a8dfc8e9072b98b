/** One member's place in a group. The adapter keeps who holds what; a partition is never held by two live members. */
export interface GroupSeat {
  /** Takes free partitions up to our fair share, and names those we hold beyond it. */
  settle(): Promise<Holdings>
  /** Gives a partition up, so that another member may take it. */
  release(partition: number): Promise<void>
  /** Gives everything up and leaves the group. */
  leave(): Promise<void>
  /** Calls back when `settle` may have something to do; returns how to end that. */
  onChange(listener: () => void): () => void
}

export interface Holdings {
  held: readonly number[]
  excess: readonly number[]
}

export interface Member {
  id: string
  held: readonly number[]
}

/**
 * What one member should do, from the same picture every member sees: shares differ by at most one, and those who
 * hold most keep the larger ones, so that as little as possible moves.
 */
export function fairShare(members: readonly Member[], me: string, partitions: number): { take: number[] } & Holdings {
  const ranked = members.toSorted((a, b) => b.held.length - a.held.length || (a.id < b.id ? -1 : 1))
  const rank = ranked.findIndex(member => member.id === me)
  const mine = ranked[rank]?.held.toSorted((a, b) => a - b) ?? []
  if (rank === -1) return { take: [], held: mine, excess: [] }
  const share = Math.floor(partitions / ranked.length) + (rank < partitions % ranked.length ? 1 : 0)
  const taken = new Set(ranked.flatMap(member => member.held))
  const free = Array.from({ length: partitions }, (_, partition) => partition).filter(p => !taken.has(p))
  const take = free.slice(0, Math.max(0, share - mine.length))
  return { take, held: [...mine, ...take], excess: mine.slice(share) }
}
