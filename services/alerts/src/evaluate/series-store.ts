import type { Operation, StateStore, Stored } from '@weir/state-store'
import { listAll } from '../list-all.ts'
import type { SeriesState } from './series-state.ts'

const collection = 'alert_series'

/** A series that is not normal. */
export type SeriesDocument = {
  tenant: string
  rule: string
  dimensions: { [name: string]: string }
  state: SeriesState['state']
  since: number
  quietSince?: number
  cause?: 'breach' | 'no-data'
  /** Firing and recovering. */
  episode?: string
}

export type StoredSeries = Stored<SeriesDocument>

export const listSeries = (state: StateStore, prefix = ''): Promise<StoredSeries[]> =>
  listAll<SeriesDocument>(state, collection, prefix)

/** The step of a transaction that brings a series to its next document; undefined: normal, nothing is kept. */
export function putSeries(key: string, before: StoredSeries | undefined, next: SeriesDocument | undefined): Operation {
  if (next) return { put: collection, key, value: next, expect: before?.version ?? 0 }
  return { delete: collection, key, expect: before?.version ?? 0 }
}

export const stateOf = (document: SeriesDocument | undefined): SeriesState => {
  if (!document) return { state: 'normal', since: 0 }
  const { state, since, quietSince, cause } = document
  return { state, since, ...(quietSince !== undefined && { quietSince }), ...(cause !== undefined && { cause }) }
}
