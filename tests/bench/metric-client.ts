import type { CredentialsFile } from '@weir/credentials'

interface Series {
  dimensions: Record<string, string>
  points: { time: string; value: number | null; sample: number }[]
}

/** Asks the query service as a dashboard does. */
export const metricReader =
  ({ queryUrl, apiKeys }: CredentialsFile) =>
  async (metric: string, parameters: readonly [string, string][]): Promise<Series[]> => {
    const url = `${queryUrl}/v1/metrics/${metric}?${new URLSearchParams(parameters)}`
    const answer = await fetch(url, { headers: { authorization: `Bearer ${apiKeys.read}` } })
    if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
    return ((await answer.json()) as { series: Series[] }).series
  }
