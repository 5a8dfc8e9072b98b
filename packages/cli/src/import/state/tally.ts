import type { Verdicts } from '../send/answer.ts'
import type { Batch } from '../send/batch.ts'
import type { ImportState } from './import-state.ts'

/** The state after a batch of which every row has its fate. */
export function afterBatch(state: ImportState, batch: Batch, verdicts: Verdicts): ImportState {
  const errors = { ...state.errors }
  const count = (code: string, sample: { message: string; row: number; receipt?: string }) => {
    const known = errors[code]
    errors[code] = known ? { ...known, count: known.count + 1 } : { count: 1, ...sample }
  }
  for (const { row, fault } of batch.faults) count(fault.reason, { row, message: fault.message })
  for (const { index, code, message, receipt } of verdicts.rejected)
    count(code, { row: batch.events[index]?.row ?? 0, message, ...(receipt !== '' && { receipt }) })
  return {
    ...state,
    row: batch.lastRow,
    digest: batch.lastDigest,
    accepted: state.accepted + verdicts.accepted,
    rejected: state.rejected + verdicts.rejected.length,
    unreadable: state.unreadable + batch.faults.length,
    errors,
  }
}
