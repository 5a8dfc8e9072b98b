import type { DebuggedEvent } from '@weir/console-protocol'
import type { EventLog, StoredRecord } from '@weir/event-log'
import type { Secrets } from '@weir/privacy'
import type { Logger } from '@weir/telemetry'
import { type OffsetRange, readLog } from '../receipts/read-log.ts'
import { type Choose, decidedTopics, readDecisions } from './decided-events.ts'

/** Records that are read back, of all partitions together: most hold few events when there are few, a thousand when there are many. */
const mostRecords = 24
/** At least so many of each partition, however many there are. */
const leastOfPartition = 2
/** Events shown of one record, source and outcome: opening a record of a thousand for what nobody scrolls to is too dear. */
const mostOfRecord = 20
const timeoutMs = 3_000

export interface EarlierDeps {
  log: EventLog
  secrets: Secrets
  logger: Logger
  tenant: string
  show(event: DebuggedEvent): void
}

/** Shows the last events before this moment, so that whoever sent one and then opens the page finds it there. */
export async function showEarlier({ log, secrets, logger, tenant, show }: EarlierDeps): Promise<void> {
  await Promise.all(
    decidedTopics.map(async topic => {
      const { generation, partitions } = await log.bounds(topic)
      const records = Math.max(leastOfPartition, Math.floor(mostRecords / partitions.length))
      const ranges = new Map<number, OffsetRange>(
        partitions.map(({ start, end }, partition) => [partition, { from: Math.max(start, end - records), to: end }]),
      )
      const visit = (record: StoredRecord) => {
        const deps = {
          secrets,
          logger,
          choose: chooseOf(tenant),
          show: (_: string, event: DebuggedEvent) => show(event),
        }
        readDecisions(topic, deps, record, generation)
        return false
      }
      await readLog(log, topic, ranges, visit, { timeoutMs })
    }),
  )
}

/** For one record. */
function chooseOf(tenant: string): Choose {
  const chosen = new Map<string, number>()
  return (owner, source) => {
    const before = chosen.get(source) ?? 0
    if (owner !== tenant || before >= mostOfRecord) return false
    chosen.set(source, before + 1)
    return true
  }
}
