import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'

/** A website on an origin of its own, with Segment's browser script as its package brings it. */
export async function startShopSite() {
  const main = createRequire(import.meta.url).resolve('@segment/analytics-next')
  const script = await readFile(join(dirname(main), '../umd/index.js'))
  const page = '<!doctype html><title>Shop</title><script src="/analytics.js"></script>'
  const server = createServer((request, response) => {
    const isScript = request.url === '/analytics.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? script : page)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop(): Promise<void> {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
