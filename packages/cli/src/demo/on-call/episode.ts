import { z } from 'zod'
import type { WeirApi } from '../../command/weir-api.ts'

const time = z.iso.datetime().transform(text => Date.parse(text))

const Episode = z.object({
  id: z.string(),
  conditions: z.array(z.object({ windowMs: z.number(), value: z.number().nullable(), sample: z.number() })),
  timeline: z.array(z.object({ at: time, step: z.string() })),
})

/** What Weir wrote down about the outage; times are Unix milliseconds. */
export type Episode = z.output<typeof Episode>

export const readEpisode = (api: WeirApi, id: string): Promise<Episode> =>
  api.get(`/v1/alerts/episodes/${encodeURIComponent(id)}`, Episode)
