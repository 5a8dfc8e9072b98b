import { z } from 'zod'

const Bilingual = z.object({ en: z.string(), zh: z.string() })

export const DictionaryEntry = z
  .object({
    name: z.string(),
    version: z.string().describe('Hash of everything that decides a value'),
    title: Bilingual,
    definition: Bilingual,
    includes: Bilingual,
    excludes: Bilingual,
    owner: z.string(),
    synonyms: z.array(z.string()),
    unit: z.string(),
    kind: z.string(),
    dimensions: z.array(z.string()).describe('What to group and filter by'),
    window: z.string().describe('Default window, as a duration'),
    minSample: z.int().describe('A value that rests on fewer is not worth a page'),
  })
  .meta({ id: 'Metric' })

export const DictionaryAnswer = z.object({ metrics: z.array(DictionaryEntry) })

export const SeriesAnswer = z
  .object({
    metric: z.string(),
    unit: z.string(),
    window: z.string().describe('Each point covers the window that ends at its time'),
    step: z.string().describe('Distance of the points; longer than asked for where finer ones are no longer kept'),
    series: z.array(
      z.object({
        dimensions: z.record(z.string(), z.string()).describe('The values this series is of; empty without group_by'),
        points: z.array(
          z.object({
            time: z.string().describe('ISO 8601, UTC'),
            value: z.number().nullable().describe('null where there was nothing to divide or compare'),
            sample: z.number().describe('How many events or persons the value rests on'),
          }),
        ),
      }),
    ),
    note: z.string().optional().describe('What was rounded or folded'),
  })
  .meta({ id: 'MetricSeries' })
