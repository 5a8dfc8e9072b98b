import { isWeirError } from '@weir/errors'
import type { Operation } from '@weir/state-store'
import type { Logger } from '@weir/telemetry'
import type { Episode } from '../episodes/episode.ts'
import type { EpisodeStore } from '../episodes/episode-store.ts'
import type { ActiveRule } from '../rules/active-rule.ts'
import { type CommitOptions, commitTransition } from './commit.ts'
import type { Health } from './health.ts'
import { type MetricLook, planLooks } from './look.ts'
import type { SeriesReader } from './series-reader.ts'
import { listSeries, type StoredSeries } from './series-store.ts'
import { orphansOf, type Transition, transitionsOf } from './transitions.ts'

export interface EvaluatorOptions extends CommitOptions {
  reader: SeriesReader
  rules(): Promise<readonly ActiveRule[]>
  episodes: EpisodeStore
  health: Health
  log: Logger
  /** By how much stored data is behind; undefined while that is not known. */
  lagMs(): number | undefined
  /** Behind by more than this, volumes are not judged. */
  lagToleranceMs: number
  /** Told when a transaction put pages into the outbox. */
  onPages(): void
}

/** One leadership: what it remembers ends with it. */
export interface Evaluator {
  /**
   * One look at every series of every rule. `at` is on the grid of whole seconds, so that durations are exact.
   * @throws WeirError FENCED when another instance leads; STATE_UNAVAILABLE.
   */
  look(at: number): Promise<void>
}

/** A gap between looks longer than this may have hidden a break; a restart, and a last look noted five seconds before, are not. */
const mostGapMs = 10_000

export async function createEvaluator(
  options: EvaluatorOptions,
  lease: { fence: Operation; lost: AbortSignal },
  /** When the leader before looked last; undefined when nobody knows. */
  lastLookAt: number | undefined,
): Promise<Evaluator> {
  const { state, reader, rules, episodes, health, log, lagMs, lagToleranceMs, onPages } = options
  const documents = new Map<string, StoredSeries>()
  const open = new Map<string, Episode>()
  /** When each metric was last seen whole. */
  const seenAt = new Map<string, number>()
  let loaded = false

  async function load(): Promise<void> {
    documents.clear()
    open.clear()
    for (const series of await listSeries(state)) {
      documents.set(series.key, series)
      const { tenant, episode } = series.value
      if (episode !== undefined) open.set(series.key, await episodes.get(tenant, episode))
    }
    loaded = true
  }

  const heldBack = ({ rule, metric }: ActiveRule, lag: number | undefined): boolean => {
    if (lag === undefined || lag <= lagToleranceMs) return false
    const volume = metric.kind === 'count' || metric.kind === 'sum' || metric.kind === 'unique'
    return (rule.onLag ?? (volume ? 'hold' : 'mark')) === 'hold'
  }

  async function lookAt(look: MetricLook, at: number, lag: number | undefined): Promise<Transition[]> {
    const { name } = look.metric
    try {
      const readings = await reader.read(look.metric, look.reads, at)
      if (health.well(name)) log.info({ metric: name }, 'a metric can be evaluated again')
      return look.rules.flatMap(active => {
        const key = `${active.tenant ?? '*'}/${active.rule.name}`
        if (heldBack(active, lag)) return []
        const before = seenAt.get(key) ?? lastLookAt
        const interrupted = before === undefined || at - before > mostGapMs
        seenAt.set(key, at)
        return transitionsOf(look, active, readings, documents, at, interrupted)
      })
    } catch (error) {
      if (!isWeirError(error)) throw error
      if (health.failed(name, error, at)) log.warn({ err: error, metric: name }, 'a metric cannot be evaluated')
      return []
    }
  }

  async function commit(transition: Transition, at: number, lag: number | undefined): Promise<void> {
    const late = lag !== undefined && lag > lagToleranceMs ? lag : undefined
    const context = { at, lagMs: late, fence: lease.fence, episode: open.get(transition.key) }
    const { key, series, episode, id, pages } = await commitTransition(transition, context, options)
    if (series) documents.set(key, series)
    else documents.delete(key)
    if (episode) open.set(key, episode)
    else open.delete(key)
    if (transition.step !== 'fired' && transition.step !== 'resolved') return
    if (pages > 0) onPages()
    const fields = {
      tenant: transition.seen.tenant,
      rule: transition.active?.rule.name,
      episode: id,
      step: transition.step,
      pages,
    }
    if (pages === 0 && transition.step === 'fired') log.warn(fields, 'an episode fired and there is no channel to tell')
    else log.info(fields, 'an episode moved')
  }

  return {
    async look(at) {
      if (!loaded) await load()
      const active = await rules()
      const looks = planLooks(active)
      health.keep(looks.map(({ metric }) => metric.name))
      const lag = lagMs()
      const moves = await Promise.all(looks.map(look => lookAt(look, at, lag)))
      for (const transition of [...orphansOf(active, documents, at), ...moves.flat()]) {
        lease.lost.throwIfAborted()
        await commit(transition, at, lag).catch(error => {
          // What is stored is no longer what is remembered.
          loaded = false
          throw error
        })
      }
    },
  }
}
