import { randomBytes } from 'node:crypto'
import { WeirError } from '@weir/errors'
import type { Operation, StateStore } from '@weir/state-store'
import type { Episode } from './episode.ts'

const collection = 'alert_episodes'
const latest = 0xffff_ffff_ffff

/** An id whose order in the state store is newest first, unlike any other's. */
export const episodeId = (at: number): string =>
  `${(latest - at).toString(16).padStart(12, '0')}${randomBytes(4).toString('hex')}`

const keyOf = (tenant: string, id: string) => `${tenant}/${id}`

/** The step of a transaction that writes an episode whole. */
export const putEpisode = (episode: Episode): Operation => ({
  put: collection,
  key: keyOf(episode.tenant, episode.id),
  value: episode,
})

export interface EpisodeFilter {
  state: 'open' | 'resolved' | 'all'
  limit: number
  /** Id of the last one of the page before. */
  after?: string | undefined
  rule?: string | undefined
}

/** Looked through for one page: an episode open longer than ten thousand others shows on the next. */
const mostRead = 10_000
const pageSize = 500

export interface EpisodeStore {
  /** Newest first. */
  list(tenant: string, filter: EpisodeFilter): Promise<readonly Episode[]>
  /** @throws WeirError NOT_FOUND */
  get(tenant: string, id: string): Promise<Episode>
}

export function createEpisodeStore(state: StateStore): EpisodeStore {
  const wanted = (episode: Episode, filter: EpisodeFilter): boolean =>
    (filter.state === 'all' || (filter.state === 'resolved') === (episode.state === 'resolved')) &&
    (filter.rule === undefined || filter.rule === episode.rule)
  return {
    async list(tenant, filter) {
      const found: Episode[] = []
      let after = filter.after === undefined ? undefined : keyOf(tenant, filter.after)
      for (let read = 0; read < mostRead && found.length < filter.limit; read += pageSize) {
        const page = await state.list<Episode>(collection, {
          prefix: `${tenant}/`,
          limit: pageSize,
          ...(after !== undefined && { after }),
        })
        found.push(...page.map(({ value }) => value).filter(episode => wanted(episode, filter)))
        if (page.length < pageSize) break
        after = page.at(-1)?.key
      }
      return found.slice(0, filter.limit)
    },
    async get(tenant, id) {
      const found = await state.get<Episode>(collection, keyOf(tenant, id))
      if (!found)
        throw new WeirError('NOT_FOUND', `there is no episode "${id}"`, {
          field: 'id',
          remedy: 'GET /v1/alerts/episodes lists those there are.',
        })
      return found.value
    },
  }
}
