import { WeirError } from '@weir/errors'
import type { LogRecord } from './event-log.ts'
import { maxRecordBytes } from './topics.ts'

/** @throws WeirError LOG_RECORD_INVALID for the first record no log can hold. */
export function checkRecords(records: readonly LogRecord[], partitions: number): void {
  for (const [index, { partition, value }] of records.entries()) {
    if (!Number.isInteger(partition) || partition < 0 || partition >= partitions) {
      throw new WeirError('LOG_RECORD_INVALID', `there is no partition ${partition}; the log has ${partitions}`, {
        field: `records[${index}].partition`,
      })
    }
    if (value.length > maxRecordBytes) {
      throw new WeirError('LOG_RECORD_INVALID', `a record of ${value.length} bytes; the most is ${maxRecordBytes}`, {
        field: `records[${index}].value`,
      })
    }
  }
}
