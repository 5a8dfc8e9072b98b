import type { App } from '@weir/http'
import { Problem } from '@weir/http'
import type { Metric } from '@weir/metric-definitions'
import { z } from 'zod'
import type { Access } from '../sign-in/access.ts'
import { formatDuration, isoTime } from '../times.ts'
import { DictionaryAnswer, SeriesAnswer } from './answers.ts'
import { type Dictionary, metricNamed } from './dictionary.ts'
import { MetricQuery, seriesRequest } from './parameters.ts'
import type { ReadMetric } from './read-metric.ts'

export interface MetricDeps {
  access: Access
  dictionary: Dictionary
  readMetric: ReadMetric
  now: () => number
}

/** The metric dictionary and the values over time. */
export function metricRoutes(app: App, { access, dictionary, readMetric, now }: MetricDeps): void {
  const entries = [...dictionary.values()].map(dictionaryEntry)

  app.get(
    '/v1/metrics',
    {
      onRequest: access.allow('read'),
      schema: {
        tags: ['metrics'],
        summary: 'The metric dictionary, in English and Chinese',
        response: { 200: DictionaryAnswer, '4xx': Problem, '5xx': Problem },
      },
    },
    async () => ({ metrics: entries }),
  )

  app.get(
    '/v1/metrics/:name',
    {
      onRequest: access.allow('read'),
      schema: {
        tags: ['metrics'],
        summary: 'The values of a metric over time',
        description: 'Late events land in the time they happened, so values of the past may still change.',
        params: z.object({ name: z.string().describe('Name or synonym of a metric') }),
        querystring: MetricQuery,
        response: { 200: SeriesAnswer, '4xx': Problem, '5xx': Problem },
      },
    },
    async request => {
      const metric = metricNamed(dictionary, request.params.name)
      const wanted = seriesRequest(metric, request.query, now())
      const { stepMs, note, series } = await readMetric(request.principal.tenant, metric, wanted)
      return {
        metric: metric.name,
        unit: metric.unit,
        window: formatDuration(wanted.windowMs),
        step: formatDuration(stepMs),
        series: series.map(({ dimensions, points }) => ({
          dimensions: { ...dimensions },
          points: points.map(({ time, value, sample }) => ({ time: isoTime(time), value, sample })),
        })),
        ...(note !== undefined && { note }),
      }
    },
  )
}

const dictionaryEntry = (metric: Metric): z.input<typeof DictionaryAnswer>['metrics'][number] => ({
  name: metric.name,
  version: metric.version,
  title: metric.title,
  definition: metric.definition,
  includes: metric.includes,
  excludes: metric.excludes,
  owner: metric.owner,
  synonyms: [...metric.synonyms],
  unit: metric.unit,
  kind: metric.kind,
  dimensions: [...metric.dimensions],
  window: formatDuration(metric.windowMs),
  minSample: metric.minSample,
})
