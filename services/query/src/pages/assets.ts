import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { App } from '@weir/http'

/** Style sheets and icon as they lie in the source tree. */
const styleFiles = fileURLToPath(new URL('../../assets', import.meta.url))
/** The pages' scripts, compiled; beside this file when it runs compiled too. */
const scriptFiles = fileURLToPath(new URL('../../dist/browser', import.meta.url))
const chartFiles = dirname(fileURLToPath(import.meta.resolve('uplot')))

/** Everything the pages need under /assets, from this machine. `scripts`: where the compiled ones are, for tests. */
export function assetRoutes(app: App, scripts = scriptFiles): void {
  app.register(fastifyStatic, {
    root: [styleFiles, scripts, chartFiles],
    prefix: '/assets/',
    index: false,
    decorateReply: false,
    // Asked for anew each time, answered from the ETag: after an upgrade no page runs yesterday's script.
    cacheControl: false,
    setHeaders: reply => void reply.header('cache-control', 'no-cache'),
    allowedPath: path => /^\/[\w.-]+\.(css|js|svg)$/.test(path) && !path.endsWith('.test.js'),
  })
}
