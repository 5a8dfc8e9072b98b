import { addScaled, type Scaled } from './decimal.ts'

/** The partial aggregate of one operand in one bucket of one combination of dimension values. */
export interface Cell {
  dimensions: readonly string[]
  count: number
  sum: Scaled
  min: Scaled | null
  max: Scaled | null
  /** Kind unique. */
  members: Members | undefined
}

/** Persons of a cell. OneIDs are the same everywhere in a range, but for the few that changed while it was written. */
export interface Members {
  /** Events by anchor key. */
  counts: Map<number, number>
  /** Smallest OneID stamped in this cell, where it is not the range's first for that anchor key. */
  others: Map<number, number> | undefined
}

export const createCell = (dimensions: readonly string[], unique: boolean): Cell => ({
  dimensions,
  count: 0,
  sum: 0,
  min: null,
  max: null,
  members: unique ? { counts: new Map(), others: undefined } : undefined,
})

/** @param first The range's first OneID of the member. Returns true when the member is new here. */
export function addMember(members: Members, member: number, count: number, oneId: number, first: number): boolean {
  const before = members.counts.get(member)
  members.counts.set(member, (before ?? 0) + count)
  if (oneId !== first || members.others?.has(member)) noteOneId(members, member, before === undefined, oneId, first)
  return before === undefined
}

function noteOneId(members: Members, member: number, isNew: boolean, oneId: number, first: number): void {
  const smallest = isNew ? oneId : Math.min(oneId, members.others?.get(member) ?? first)
  members.others ??= new Map()
  if (smallest === first) members.others.delete(member)
  else members.others.set(member, smallest)
}

/** `from` into `into`: how the coarser tiers are made of the finer. */
export function foldCell(into: Cell, from: Cell, firstOneIds: ReadonlyMap<number, number>): void {
  into.count += from.count
  into.sum = addScaled(into.sum, from.sum)
  if (from.min !== null && (into.min === null || from.min < into.min)) into.min = from.min
  if (from.max !== null && (into.max === null || from.max > into.max)) into.max = from.max
  if (!into.members || !from.members) return
  for (const [member, count] of from.members.counts) {
    const first = firstOneIds.get(member) ?? 0
    addMember(into.members, member, count, from.members.others?.get(member) ?? first, first)
  }
}
