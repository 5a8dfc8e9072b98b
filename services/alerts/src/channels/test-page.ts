import { episodeId } from '../episodes/episode-store.ts'
import type { Page } from '../pages/page.ts'
import type { PageWriter } from '../pages/write-page.ts'

/** A page about nothing, to see whether a channel works. */
export const testPage = (pages: PageWriter, tenant: string, channel: string, at: number): Page =>
  pages.page(
    'test',
    {
      id: episodeId(at),
      tenant,
      rule: 'test',
      title: { en: 'this channel works', zh: '此渠道工作正常' },
      severity: 'green',
      labels: {},
      runbook: null,
      metric: '',
      unit: '',
      dimensions: {},
      state: 'firing',
      cause: 'breach',
      crossedAt: at,
      firedAt: at,
      resolvedAt: null,
      endReason: null,
      minSample: 0,
      conditions: [],
      resolution: null,
      lagMs: null,
      contributors: [],
      timeline: [],
    },
    channel,
    at,
  )
