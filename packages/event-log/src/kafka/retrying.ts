import { setTimeout as delay } from 'node:timers/promises'
import { typeOf } from './errors.ts'
import type { Cluster } from './kafkajs-shapes.ts'

const attempts = 4
const againMs = 150
const final = /AUTHORIZATION|SASL|INVALID_TOPIC|UNSUPPORTED/

/** Runs, and once or twice again with fresh metadata: leaders and coordinators move, connections break. */
export async function retryingKafka<T>(cluster: Cluster, run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      await cluster.connect()
      return await run()
    } catch (error) {
      if (attempt === attempts || final.test(typeOf(error) ?? '')) throw error
      await delay(againMs * attempt)
      await cluster.refreshMetadata().catch(() => {})
    }
  }
}
