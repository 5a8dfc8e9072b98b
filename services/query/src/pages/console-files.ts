import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { App } from '@weir/http'

/** Where the build of the console lies. */
export const builtConsole = join(dirname(fileURLToPath(import.meta.resolve('@weir/console/package.json'))), 'dist/site')

const prefix = '/console/'

/** The address of a file of the console whose name no build changes. */
export const consoleFile = (name: string): string => prefix + name

/** The scripts and style sheets of all pages, from this machine. */
export function consoleFileRoutes(app: App, directory: string): void {
  app.register(fastifyStatic, {
    root: directory,
    prefix,
    index: false,
    decorateReply: false,
    cacheControl: false,
    // Files named by their content never change; the others are asked for anew each time, and answered from the ETag.
    setHeaders: (reply, path) =>
      void reply.header(
        'cache-control',
        path.startsWith(join(directory, 'assets')) ? 'public, max-age=31536000, immutable' : 'no-cache',
      ),
    allowedPath: path => /^\/(assets\/)?[\w.-]+\.(css|js|svg)$/.test(path),
  })
}
