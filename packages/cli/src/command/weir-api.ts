import { setTimeout as wait } from 'node:timers/promises'
import type { CredentialsFile } from '@weir/credentials'
import { WeirError } from '@weir/errors'
import type { z } from 'zod'

const answerMs = 10_000
const attempts = 6

/** The query service answered, and not with what was asked for. */
export class ApiFault extends WeirError {
  readonly status: number
  constructor(status: number, request: string, text: string, remedy: string | undefined) {
    super(status >= 500 ? 'OVERLOADED' : 'REQUEST_MALFORMED', `${request} was answered with ${status}: ${text}`, {
      ...(remedy && { remedy }),
    })
    this.status = status
  }
}

/** Weir's API as any program of the user's would use it, with the manage key. */
export function createWeirApi(
  { queryUrl, apiKeys }: Pick<CredentialsFile, 'queryUrl' | 'apiKeys'>,
  signal?: AbortSignal,
) {
  const headers = { authorization: `Bearer ${apiKeys.manage}`, accept: 'application/json' }

  async function once(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(new URL(path, queryUrl), {
      method,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(answerMs),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (answer.ok) return text === '' ? undefined : JSON.parse(text)
    const { detail, remedy } = problemOf(text)
    throw new ApiFault(answer.status, `${method} ${path}`, detail, remedy)
  }

  /** A service that is just being restarted is back within seconds. */
  async function patiently(method: string, path: string, body?: unknown): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(method, path, body)
      } catch (error) {
        if (attempt === attempts || (error instanceof ApiFault && error.status < 500)) throw error
        await wait(Math.min(2_000, 200 * 2 ** attempt), undefined, { ...(signal && { signal }) })
      }
    }
  }

  return {
    async get<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
      return schema.parse(await patiently('GET', path))
    },
    /** One try: undefined when it cannot be told now. */
    async glance<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S> | undefined> {
      return once('GET', path).then(
        answer => schema.safeParse(answer).data,
        () => undefined,
      )
    },
    async post<S extends z.ZodType>(path: string, body: unknown, schema: S): Promise<z.output<S>> {
      return schema.parse(await patiently('POST', path, body))
    },
    async delete(path: string): Promise<void> {
      await once('DELETE', path)
    },
  }
}

export type WeirApi = ReturnType<typeof createWeirApi>

function problemOf(text: string): { detail: string; remedy: string | undefined } {
  try {
    const { detail, title, remedy } = JSON.parse(text) as { detail?: string; title?: string; remedy?: string }
    return { detail: detail ?? title ?? text, remedy }
  } catch {
    return { detail: text.slice(0, 300), remedy: undefined }
  }
}
