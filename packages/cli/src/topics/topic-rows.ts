import type { AppliedTopics, PlannedTopics } from '@weir/event-log/kafka'
import { columns } from '../command/columns.ts'

export interface TopicRow {
  topic: string
  state: 'made' | 'there' | 'missing'
  /** Where it is not as it must be. */
  differs: readonly { what: string; remedy: string }[]
}

/** A line a topic: what was found, and what was done unless this was a dry run. */
export function topicRows(plan: PlannedTopics, applied: AppliedTopics | undefined): TopicRow[] {
  const made: readonly string[] = applied?.made ?? []
  const differs = applied?.differs ?? plan.differs
  return plan.topics.map(topic => ({
    topic,
    state: made.includes(topic) ? 'made' : !applied && plan.missing.includes(topic) ? 'missing' : 'there',
    differs: differs.filter(difference => difference.topic === topic).map(({ what, remedy }) => ({ what, remedy })),
  }))
}

export function topicTable(rows: readonly TopicRow[]): string {
  const table = columns(
    ['topic', 'state'],
    rows.map(({ topic, state, differs }) => [topic, differs.length > 0 ? `${state}, differs` : state]),
  )
  const details = rows.flatMap(({ topic, differs }) =>
    differs.map(({ what, remedy }) => `\n${topic}: ${what}\n  → ${remedy}`),
  )
  return table + (details.length > 0 ? `\n${details.join('')}` : '')
}
