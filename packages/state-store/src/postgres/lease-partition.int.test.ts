import { createFaultyTcp, type FaultyTcp, findPostgres, type PostgresServer, type TcpFault } from '@weir/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLeases } from '../create-leases.ts'
import type { StateStore } from '../state-store.ts'
import { openPostgresStateStore } from './postgres-state-store.ts'

const server = await findPostgres()

const ttlMs = 1_500

describe.skipIf(!server)('a lease whose holder is cut off from the server', () => {
  let proxy: FaultyTcp
  let near: StateStore
  let far: StateStore

  beforeEach(async () => {
    const url = new URL(await (server as PostgresServer).createDatabase())
    near = await openPostgresStateStore({ url: url.toString() })
    proxy = await createFaultyTcp({ host: url.hostname, port: Number(url.port) })
    url.port = String(proxy.port)
    far = await openPostgresStateStore({ url: url.toString() })
  })
  afterEach(async () => {
    await Promise.all([near.close(), far.close()])
    await proxy.close()
  })

  it.each<TcpFault>(['drop', 'hang', 'strand'])('is lost to it before another has it: %s', async fault => {
    const lease = await createLeases(far).acquire('leader', { holder: 'far', ttlMs })
    const order: string[] = []
    const lost = new Promise<void>(resolve => {
      lease.lost.addEventListener('abort', () => {
        order.push('lost')
        resolve()
      })
    })
    proxy.next(Array<TcpFault>(10_000).fill(fault))
    const next = createLeases(near).acquire('leader', { holder: 'near', ttlMs })
    const taken = next.then(({ epoch }) => order.push(`epoch ${epoch}`))
    await Promise.all([lost, taken])
    expect(order).toEqual(['lost', 'epoch 2'])

    // What was sent before and arrives late, or is tried again, is refused.
    proxy.clear()
    await expect(far.transact([lease.fence, { put: 'work', key: 'by', value: 'far' }])).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    await (await next).release()
  })
})
