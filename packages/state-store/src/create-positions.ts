import { isWeirError, WeirError } from '@weir/errors'
import type { PartitionPosition, Position, Positions } from './positions.ts'
import type { Json, StateStore } from './state-store.ts'

const positions = 'positions'
const pageSize = 500

/** `intent` and `extra` are absent, not null: null is JSON, and a stage's own. */
type Document = { epoch: number; next: number; intent?: Json; extra?: Json }

type Place = { group: string; topic: string; generation: string }
const prefixOf = ({ group, topic, generation }: Place) => `${group}/${topic}/${generation}/`
// Padded, so that a listing comes in order.
const keyOf = (place: Place, partition: number) => prefixOf(place) + String(partition).padStart(5, '0')

const positionOf = <Intent extends Json, Extra extends Json>(document: Document): Position<Intent, Extra> => ({
  epoch: document.epoch,
  next: document.next,
  intent: document.intent as Intent | undefined,
  extra: document.extra as Extra | undefined,
})

/** Positions over any state store: one document a partition, written by compare-and-set. */
export function createPositions(state: StateStore): Positions {
  return {
    async take<Intent extends Json, Extra extends Json>(at: Place & { partition: number }) {
      const key = keyOf(at, at.partition)
      for (;;) {
        const known = await state.get<Document>(positions, key)
        const document: Document = { ...(known?.value ?? { next: 0 }), epoch: (known?.value.epoch ?? 0) + 1 }
        try {
          await state.transact([{ put: positions, key, value: document, expect: known?.version ?? 0 }])
          return own<Intent, Extra>(state, key, { document, version: (known?.version ?? 0) + 1 })
        } catch (error) {
          // The owner we are about to fence wrote once more: what it wrote counts.
          if (!isWeirError(error, 'CONFLICT')) throw error
        }
      }
    },

    async read(at) {
      const prefix = prefixOf(at)
      const found = new Map<number, Position<Json, Json>>()
      for (let after = ''; ; ) {
        const page = await state.list<Document>(positions, { prefix, after, limit: pageSize })
        for (const { key, value } of page) found.set(Number(key.slice(prefix.length)), positionOf(value))
        const last = page.at(-1)
        if (last === undefined || page.length < pageSize) return found
        after = last.key
      }
    },
  }
}

function own<Intent extends Json, Extra extends Json>(
  state: StateStore,
  key: string,
  taken: { document: Document; version: number },
): PartitionPosition<Intent, Extra> {
  let { document, version } = taken

  async function write(next: Document): Promise<void> {
    for (;;) {
      try {
        await state.transact([{ put: positions, key, value: next, expect: version }])
        version += 1
        document = next
        return
      } catch (error) {
        if (!isWeirError(error, 'CONFLICT')) throw error
        const now = await state.get<Document>(positions, key)
        if (now?.value.epoch !== document.epoch) throw fenced(key, document.epoch, now?.value.epoch)
        // The epoch is ours, so was the write: its answer was lost, and it was tried again.
        version = now.version
      }
    }
  }

  return {
    get current() {
      return positionOf<Intent, Extra>(document)
    },
    async intend(intent) {
      await write({ ...document, intent })
    },
    async advance(next, extra) {
      if (next < document.next) throw new WeirError('INTERNAL', `${key} would go back from ${document.next} to ${next}`)
      const { intent: _done, ...rest } = document
      await write({ ...rest, next, ...(extra === undefined ? {} : { extra }) })
    },
    async assertOwned() {
      const now = await state.get<Document>(positions, key)
      if (now?.value.epoch !== document.epoch) throw fenced(key, document.epoch, now?.value.epoch)
    },
  }
}

const fenced = (key: string, epoch: number, now: number | undefined) =>
  new WeirError('FENCED', `${key} was taken by another worker: epoch ${now ?? 'none'}, ours was ${epoch}`)
