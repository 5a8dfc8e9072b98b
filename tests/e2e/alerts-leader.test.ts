import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { apiOf } from '../platform/api.ts'
import { startFleet } from '../platform/fleet.ts'
import { startReceiver } from '../platform/receiver.ts'
import { paymentRule } from '../recovery/pages.ts'

it('alerts dies in the midst of a page: whoever leads next sends it under the same id, and resolves it once', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'weir-leader-'))
  const fleet = await startFleet({ logUrl: `lmdb:${dir}/log`, stateUrl: `lmdb:${dir}/state`, workers: { alerts: 2 } })
  /** Both die: whoever leads has sent the page and will never hear that it arrived. */
  let died = false
  const receiver = await startReceiver(async () => {
    if (died) return
    died = true
    for (const worker of fleet.workers('alerts')) worker.kill()
  })
  const paying = new AbortController()
  let success = false
  try {
    const api = await apiOf(fleet)
    expect((await api.manage('POST', '/v1/alerts/channels', receiver.webhookChannel('phone'))).status).toBe(201)
    expect((await api.manage('POST', '/v1/alerts/rules', paymentRule)).status).toBe(201)
    const running = (async () => {
      for (let number = 0; !paying.signal.aborted; number++) {
        const pay = (at: number) => ({
          type: 'track',
          event: success ? 'payment.succeeded' : 'payment.failed',
          messageId: `pay-${number}-${at}`,
          userId: `payer-${at}`,
          properties: { amount: '10.00', currency: 'CNY', channel: 'alipay', platform: 'ios' },
        })
        await api.send(Array.from({ length: 20 }, (_, at) => pay(at)))
        await wait(200)
      }
    })()
    const first = await receiver.page(({ type }) => type === 'alert.fired')
    const again = await receiver.page(page => page.type === 'alert.fired' && page !== first)
    expect(again.id).toBe(first.id)
    success = true
    await receiver.page(({ type }) => type === 'alert.resolved')
    paying.abort()
    await running
    expect(new Set(receiver.pages.map(({ id }) => id)).size).toBe(2)
    expect(receiver.pages.filter(({ type }) => type === 'alert.resolved')).toHaveLength(1)
    expect(receiver.refused).toEqual([])
  } catch (error) {
    process.stderr.write(fleet.output().slice(-5_000))
    throw error
  } finally {
    paying.abort()
    await receiver.stop()
    await fleet.dispose()
    await rm(dir, { recursive: true, force: true })
  }
})
