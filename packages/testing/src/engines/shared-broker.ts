import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'
import type { TestKafka } from './kafka.ts'
import { startJarBrokers } from './kafka-brokers.ts'
import { liveBrokers } from './kafka-live.ts'
import { withLock } from './lock.ts'

/**
 * The broker of this run of the tests: a process for each test file would cost more than the tests. The first file makes
 * it, and it ends with the process that runs the files.
 */
export async function shareJarBroker(jars: string): Promise<TestKafka> {
  if (process.env.VITEST === undefined || !isMainThread) return startJarBrokers(jars, {})
  const pid = process.ppid
  const file = join(tmpdir(), `weir-shared-kafka-${process.getuid?.() ?? 0}-${pid}`)
  return withLock(`${file}.lock`, async () => {
    const address = await readFile(file, 'utf8').catch(() => '')
    if (address !== '' && (await liveBrokers(Number(address.split(':')[1]))) > 0) return known(address)
    const kafka = await startJarBrokers(jars, {}, { pid, file })
    await writeFile(file, kafka.brokers[0]!.address)
    return kafka
  })
}

/** Another file's broker: to be used, not to be harmed. */
function known(address: string): TestKafka {
  const refuse = async () => {
    throw new Error('this broker is shared: make one of your own to kill it')
  }
  const broker = { address, kill: refuse, pause: refuse, resume: refuse, start: refuse }
  return { url: `kafka://${address}`, brokers: [broker], dispose: async () => {} }
}
