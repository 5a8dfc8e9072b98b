import { randomUUID } from 'node:crypto'

/** Numbers requests, so that one asked twice is carried out once. */
export interface Slots {
  /** Runs `request` with a slot that is its own meanwhile, and a number that no request of the slot had before. */
  use<T>(request: (slot: string, number: number) => Promise<T>): Promise<T>
}

interface Slot {
  id: string
  number: number
}

/** So many requests run at once; those that come later wait in the order they came. */
export function createSlots(count: number): Slots {
  const free: Slot[] = Array.from({ length: count }, fresh)
  const waiting: ((slot: Slot) => void)[] = []

  const take = async () => free.pop() ?? new Promise<Slot>(resolve => waiting.push(resolve))
  const give = (slot: Slot) => {
    const next = waiting.shift()
    if (next) next(slot)
    else free.push(slot)
  }

  return {
    async use(request) {
      const slot = await take()
      try {
        slot.number += 1
        const answer = await request(slot.id, slot.number)
        give(slot)
        return answer
      } catch (error) {
        // What was sent may still arrive: its number must not meet another request.
        give(fresh())
        throw error
      }
    },
  }
}

const fresh = (): Slot => ({ id: randomUUID(), number: 0 })
