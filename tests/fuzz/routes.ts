import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface Route {
  method: string
  /** As Fastify knows it: `/v1/profiles/:type/:value`, `/v1/alerts/*`. */
  url: string
}

/** Name of the parameter that a part of a route's path stands for, if it does: `:name`, `*`. */
export const nameOfParameter = (part: string): string | undefined => (part === '*' ? '*' : /^:(\w+)/.exec(part)?.[1])

/** What a service of a running platform says it serves, at level debug; so that a new route is fuzzed without being named here. */
export async function routesOf(dataDir: string, service: string): Promise<Route[]> {
  const path = join(dataDir, 'logs', `${service}.log`)
  const line = (await readFile(path, 'utf8')).split('\n').findLast(text => text.includes('"routes":['))
  if (line === undefined) throw new Error(`${path} names no routes: start the platform with WEIR_LOG_LEVEL=debug`)
  const { routes } = JSON.parse(line) as { routes: string[] }
  return routes.map(route => {
    const [method = '', url = ''] = route.split(' ')
    return { method, url }
  })
}

/** Names of the query parameters that an OpenAPI document knows. */
export async function parametersOf(openApiUrl: string): Promise<string[]> {
  const document = (await (await fetch(openApiUrl)).json()) as {
    paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>
  }
  const operations = Object.values(document.paths).flatMap(path => Object.values(path))
  const parameters = operations.flatMap(({ parameters = [] }) => parameters)
  return [...new Set(parameters.filter(({ in: place }) => place === 'query').map(({ name }) => name))]
}
