import type { Logger } from '@weir/telemetry'
import type { Outcome } from '../accept-events.ts'
import { type ReceiptLinks, receiptUrl } from './answer.ts'
import type { Sender } from './write-key.ts'

/** Sources remembered; beyond it nothing is announced any more, rather than everything again. */
const mostSources = 1_000

/** Says once for each source that its first event was accepted, and once that its first was rejected. */
export function createAnnounce(logger: Logger) {
  const said = new Set<string>()
  return function announce(outcomes: readonly Outcome[], sender: Sender, links: ReceiptLinks): void {
    for (const status of ['accepted', 'rejected'] as const) {
      const key = `${sender.tenant}/${sender.source}/${status}`
      if (said.has(key) || said.size >= mostSources * 2) continue
      const first = outcomes.find(({ rejection }) => (rejection === undefined) === (status === 'accepted'))
      if (!first) continue
      said.add(key)
      const why = first.rejection ? `: ${first.rejection.message}` : ''
      logger.info(
        {
          announce: true,
          tenant: sender.tenant,
          source: sender.source,
          status,
          receipt: receiptUrl(first, sender, links),
        },
        `first event of source ${sender.source} was ${status}${why}`,
      )
    }
  }
}
