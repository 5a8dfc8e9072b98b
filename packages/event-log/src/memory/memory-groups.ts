import { fairShare, type GroupSeat } from '../consume/seat.ts'

/** Who holds what in the groups of one topic. */
export interface MemoryGroups {
  join(group: string, partitions: number): GroupSeat
  hasMembers(group: string): boolean
}

export function createMemoryGroups(): MemoryGroups {
  const groups = new Map<string, { members: Map<string, Set<number>>; listeners: Set<() => void> }>()
  let joined = 0

  return {
    hasMembers: name => groups.has(name),
    join(name, partitions) {
      const group = groups.get(name) ?? { members: new Map(), listeners: new Set() }
      groups.set(name, group)
      const me = String(joined++).padStart(9, '0')
      const mine = new Set<number>()
      group.members.set(me, mine)
      const changed = () => {
        for (const listener of group.listeners) listener()
      }
      queueMicrotask(changed)
      return {
        async settle() {
          const members = [...group.members].map(([id, held]) => ({ id, held: [...held] }))
          const { take, held, excess } = fairShare(members, me, partitions)
          for (const partition of take) mine.add(partition)
          return { held, excess }
        },
        async release(partition) {
          mine.delete(partition)
          changed()
        },
        async leave() {
          group.members.delete(me)
          if (group.members.size === 0) groups.delete(name)
          changed()
        },
        onChange(listener) {
          group.listeners.add(listener)
          return () => void group.listeners.delete(listener)
        },
      }
    },
  }
}
