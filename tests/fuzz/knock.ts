import type { FuzzRequest, Target } from './request.ts'
import { nameOfParameter, type Route } from './routes.ts'

/** Plain requests to a route, one for each value known for its path and each key: what lets nobody in here lets in nobody. */
export function knocksOn(route: Route, { pathValues, credentials, documents }: Target): FuzzRequest[] {
  const parts = route.url.split('/').map(part => {
    const name = nameOfParameter(part)
    return name === undefined ? [part] : (pathValues[name] ?? ['x'])
  })
  const body = route.method === 'GET' || route.method === 'HEAD' ? '' : documents[0]!
  const paths = Array.from({ length: Math.max(...parts.map(values => values.length)) }, (_, at) =>
    parts.map(values => values[at % values.length]).join('/'),
  )
  return paths.flatMap(path =>
    credentials.map(credential => {
      const lines = [
        `${route.method} ${path} HTTP/1.1`,
        'host: weir.test',
        'connection: close',
        credential,
        'content-type: application/json',
        `content-length: ${Buffer.byteLength(body)}`,
      ]
      return { route, bytes: Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`), isWhole: true }
    }),
  )
}
