import type { CredentialsFile } from '@weir/credentials'

/** The public API of a running platform, with the keys of its first start. */
export async function apiOf(platform: { credentials(): Promise<CredentialsFile> }) {
  const { ingestUrl, queryUrl, writeKey, apiKeys } = await platform.credentials()

  async function call(
    method: string,
    url: string,
    authorization: string,
    body?: unknown,
  ): Promise<{ status: number; json: unknown }> {
    const answer = await fetch(url, {
      method,
      headers: { authorization, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    })
    const text = await answer.text()
    return {
      status: answer.status,
      json: text && answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text,
    }
  }

  return {
    send: (events: readonly unknown[]) =>
      call('POST', `${ingestUrl}/v1/batch`, `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`, {
        batch: events,
      }),
    get: (path: string) => call('GET', path.startsWith('http') ? path : `${queryUrl}${path}`, `Bearer ${apiKeys.read}`),
    manage: (method: string, path: string, body?: unknown) =>
      call(method, `${queryUrl}${path}`, `Bearer ${apiKeys.manage}`, body),
  }
}

export type Api = Awaited<ReturnType<typeof apiOf>>
