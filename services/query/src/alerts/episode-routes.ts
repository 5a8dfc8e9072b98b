import type { App } from '@weir/http'
import { z } from 'zod'
import { type Dictionary, metricNamed } from '../metrics/dictionary.ts'
import type { MetricSeries, ReadMetric } from '../metrics/read-metric.ts'
import { sendPage } from '../pages/layout.ts'
import type { Access } from '../sign-in/access.ts'
import { toSignIn } from '../sign-in/routes.ts'
import { episodePage } from './episode-page.ts'
import type { Episode, ReadEpisode } from './read-episode.ts'

export interface EpisodeDeps {
  access: Access
  readEpisode: ReadEpisode
  readMetric: ReadMetric
  dictionary: Dictionary
  now: () => number
}

const beforeMs = 10 * 60_000
const afterMs = 5 * 60_000
const stepMs = 10_000
const mostPoints = 360

/** The page behind the link of an alert. */
export function episodeRoutes(app: App, { access, readEpisode, readMetric, dictionary, now }: EpisodeDeps): void {
  app.get(
    '/episodes/:id',
    { schema: { hide: true, params: z.object({ id: z.string().max(64) }) } },
    async (request, reply) => {
      const principal = await access.signedIn(request)
      if (!principal) return toSignIn(reply, request.url)
      const episode = await readEpisode(principal, request.params.id)
      // The picture is worth less than the words: without ClickHouse the page still says what is wrong.
      const series = await around(principal.tenant, episode).catch(() => undefined)
      return sendPage(request, reply, episodePage(episode, series, principal.tenant))
    },
  )

  async function around(tenant: string, episode: Episode): Promise<MetricSeries> {
    const metric = metricNamed(dictionary, episode.metric)
    const from = Date.parse(episode.crossedAt) - beforeMs
    const to = Math.min(now(), episode.resolvedAt === null ? now() : Date.parse(episode.resolvedAt) + afterMs)
    const windowMs = episode.conditions[0]?.windowMs ?? metric.windowMs
    const filters = Object.fromEntries(Object.entries(episode.dimensions).map(([name, value]) => [name, [value]]))
    const coarser = Math.ceil((to - from) / mostPoints / stepMs)
    return readMetric(tenant, metric, {
      from,
      to,
      stepMs: stepMs * Math.max(1, coarser),
      windowMs,
      groupBy: [],
      filters,
    })
  }
}
