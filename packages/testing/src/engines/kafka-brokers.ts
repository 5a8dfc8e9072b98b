import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TestBroker, TestKafka, TestKafkaOptions } from './kafka.ts'
import { untilLive } from './kafka-live.ts'
import { type BrokerPlace, brokerProperties } from './kafka-properties.ts'
import { freePorts } from './ports.ts'
import { startUndertaker, type Undertaker } from './undertaker.ts'

const run = promisify(execFile)
const jvm = ['-Xms64m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto']
/** As Kafka writes its ids; never with a dash in front, which its tools would take for an option. */
function uuid(): string {
  const bytes = randomBytes(16)
  bytes[0]! &= 0x7f
  return bytes.toString('base64url')
}

/** Brokers as processes of this machine, from Kafka's jars, with private data. They end with us, or with `owner`. */
export async function startJarBrokers(
  jars: string,
  options: TestKafkaOptions,
  owner?: { pid: number; file: string },
): Promise<TestKafka> {
  const count = options.brokers ?? 1
  const directory = await mkdtemp(join(tmpdir(), 'weir-kafka-'))
  const undertaker = startUndertaker(owner ? [directory, owner.file] : [directory], owner?.pid)
  try {
    const ports = await freePorts(count * 3)
    const places = Array.from({ length: count }, (_, index): BrokerPlace => {
      const [client = 0, internal = 0, controller = 0] = ports.slice(index * 3)
      const home = join(directory, `${index + 1}`)
      return { id: index + 1, directoryId: uuid(), home, host: '127.0.0.1', client, internal, controller }
    })
    const cluster = uuid()
    await Promise.all(places.map(place => format(jars, cluster, place, places, options)))
    const brokers = places.map(place => createBroker(jars, place, undertaker))
    for (const broker of brokers) broker.launch()
    await Promise.all(brokers.map(broker => broker.live(count)))
    return {
      url: `kafka://${brokers.map(broker => broker.address).join(',')}`,
      brokers,
      dispose: () => undertaker.bury(),
    }
  } catch (error) {
    await undertaker.bury()
    throw error
  }
}

async function format(
  jars: string,
  cluster: string,
  place: BrokerPlace,
  places: readonly BrokerPlace[],
  options: TestKafkaOptions,
): Promise<void> {
  await mkdir(place.home)
  const file = join(place.home, 'server.properties')
  const properties = Object.entries(brokerProperties(place, places, options.properties ?? {}))
  await writeFile(file, properties.map(([name, value]) => `${name}=${value}\n`).join(''))
  const voters = places.map(({ id, host, controller, directoryId }) => `${id}@${host}:${controller}:${directoryId}`)
  const tool = ['-cp', join(jars, '*'), 'kafka.tools.StorageTool', 'format', '-t', cluster, '-c', file]
  await run('java', [...jvm, ...tool, '--initial-controllers', voters.join(','), ...(options.format ?? [])])
}

interface ProcessBroker extends TestBroker {
  launch(): void
  /** Resolves when it counts as many brokers alive. */
  live(count: number): Promise<void>
}

function createBroker(jars: string, place: BrokerPlace, undertaker: Undertaker): ProcessBroker {
  const log = join(place.home, 'broker.log')
  let child: ChildProcess | undefined
  const ended = () =>
    child?.exitCode != null || child?.signalCode != null ? readFileSync(log, 'utf8').slice(-2_000) : undefined

  const launch = () => {
    const output = openSync(log, 'a')
    const main = ['-cp', join(jars, '*'), 'kafka.Kafka', join(place.home, 'server.properties')]
    child = spawn('java', [...jvm, ...main], { stdio: ['ignore', output, output], cwd: place.home })
    child.unref()
    closeSync(output)
    if (child.pid !== undefined) undertaker.watch(child.pid)
  }
  return {
    address: `127.0.0.1:${place.client}`,
    launch,
    live: count => untilLive(place.internal, count, ended),
    async kill() {
      const dying = child
      if (dying === undefined || ended() !== undefined) return
      dying.ref()
      const gone = new Promise(resolve => dying.once('exit', resolve))
      dying.kill('SIGKILL')
      await gone
    },
    async pause() {
      child?.kill('SIGSTOP')
    },
    async resume() {
      child?.kill('SIGCONT')
    },
    async start() {
      if (ended() === undefined) return
      launch()
      await untilLive(place.internal, 1, ended)
    },
  }
}
