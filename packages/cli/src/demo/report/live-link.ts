import { z } from 'zod'
import type { WeirApi } from '../../command/weir-api.ts'

/** A link to the live page that signs a browser in, once; undefined when there is none to be had. */
export async function liveLink(api: WeirApi): Promise<string | undefined> {
  return api.post('/v1/login-links', {}, z.object({ url: z.string() })).then(
    ({ url }) => url,
    () => undefined,
  )
}
