import type { Operation, Outbox, StateStore } from '@weir/state-store'
import type { ChannelStore } from '../channels/channel-store.ts'
import type { Message } from '../delivery/deliver.ts'
import {
  type Contributor,
  type Episode,
  readingOf,
  readingsOf,
  type TimelineStep,
  withLine,
} from '../episodes/episode.ts'
import { episodeId, putEpisode } from '../episodes/episode-store.ts'
import { outboxKey } from '../pages/page.ts'
import type { PageWriter } from '../pages/write-page.ts'
import { putSeries, type SeriesDocument, type StoredSeries } from './series-store.ts'
import type { Transition } from './transitions.ts'
import { minSampleOf } from './verdict.ts'

export interface CommitOptions {
  state: StateStore
  outbox: Outbox<Message>
  channels: ChannelStore
  pages: PageWriter
  /** Which values bear most of the trouble; an empty answer when it cannot be told in time. */
  contributors(transition: Transition, at: number): Promise<Contributor[]>
}

/** What a look changed, as it stands now. */
export interface Committed {
  key: string
  /** Undefined: normal again. */
  series: StoredSeries | undefined
  episode: Episode | undefined
  /** Of the episode that moved, open or not. */
  id: string | undefined
  /** Pages put into the outbox. */
  pages: number
}

/**
 * Writes one series' move: its document, its episode and the pages it causes, in one transaction that fails when
 * another instance leads. So nobody is paged for a state that was not kept, and no state is kept without its pages.
 * @throws WeirError CONFLICT when the lease or the series' document is somebody else's; STATE_UNAVAILABLE, after which
 * what is stored is unknown.
 */
export async function commitTransition(
  transition: Transition,
  context: { at: number; lagMs: number | undefined; fence: Operation; episode: Episode | undefined },
  { state, outbox, channels, pages, contributors }: CommitOptions,
): Promise<Committed> {
  const { at, fence } = context
  const { key, step, before } = transition
  const fired = step === 'fired'
  const opened = fired ? openEpisode(transition, context, await contributors(transition, at)) : context.episode
  const episode = opened && step ? moveEpisode(opened, transition, at) : opened
  const document = documentOf(transition, episode)
  const operations: Operation[] = [fence, putSeries(key, before, document)]
  let written = 0
  if (episode && step) operations.push(putEpisode(episode))
  if (episode && (fired || step === 'resolved')) {
    const kind = fired ? 'fired' : 'resolved'
    const targets = fired
      ? await channels.targets(episode.tenant, transition.active?.rule.channels)
      : await pagedChannels(outbox, episode)
    written = targets.length
    for (const channel of targets) {
      const message: Message = { channel, page: pages.page(kind, episode, channel, at) }
      operations.push(...outbox.enqueue(outboxKey(episode.id, kind, channel), message, at))
    }
  }
  await state.transact(operations)
  const version = (before?.version ?? 0) + 1
  return {
    key,
    series: document && { key, value: document, version },
    episode: document && episode,
    id: episode?.id,
    pages: written,
  }
}

/** A resolve goes to whoever was paged, whatever the rule's channels are by now. */
async function pagedChannels(outbox: Outbox<Message>, { id }: Episode): Promise<string[]> {
  const rows = await outbox.list({ prefix: outboxKey(id, 'fired', ''), limit: 100 })
  return rows.map(({ payload }) => payload.channel)
}

function documentOf(
  { seen, active, before, next }: Transition,
  episode: Episode | undefined,
): SeriesDocument | undefined {
  if (next.state === 'normal') return undefined
  const { tenant, dimensions } = seen
  const rule = active?.rule.name ?? before?.value.rule ?? ''
  const open = next.state === 'firing' || next.state === 'recovering'
  return { tenant, rule, dimensions: { ...dimensions }, ...next, ...(open && episode && { episode: episode.id }) }
}

function openEpisode(
  { active, seen, crossedAt, next }: Transition,
  { at, lagMs }: { at: number; lagMs: number | undefined },
  contributors: Contributor[],
): Episode {
  const { rule, metric } = active!
  const since = crossedAt ?? at
  return {
    id: episodeId(at),
    tenant: seen.tenant,
    rule: rule.name,
    title: rule.title,
    severity: rule.severity,
    labels: rule.labels,
    runbook: rule.runbook ?? null,
    metric: metric.name,
    unit: metric.unit,
    dimensions: { ...seen.dimensions },
    state: 'firing',
    cause: next.cause ?? 'breach',
    crossedAt: since,
    firedAt: at,
    resolvedAt: null,
    endReason: null,
    minSample: minSampleOf(rule, metric),
    conditions: readingsOf(rule, seen),
    resolution: null,
    lagMs: lagMs ?? null,
    contributors,
    timeline: [{ at: since, step: 'crossed' }],
  }
}

const stateAfter: Record<TimelineStep, Episode['state']> = {
  crossed: 'firing',
  fired: 'firing',
  recovering: 'recovering',
  relapsed: 'firing',
  resolved: 'resolved',
}

function moveEpisode(episode: Episode, { step, reason, active, seen }: Transition, at: number): Episode {
  if (!step) return episode
  const moved = withLine({ ...episode, state: stateAfter[step] }, { at, step, ...(reason && { detail: reason }) })
  if (step !== 'resolved') return moved
  const resolve = active?.rule.resolve ?? active?.rule.conditions[0]
  return {
    ...moved,
    resolvedAt: at,
    endReason: reason ?? null,
    resolution: resolve && reason === undefined ? readingOf(resolve, seen) : null,
  }
}
