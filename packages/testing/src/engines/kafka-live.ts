import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** How many brokers this one counts as alive, asked in Kafka's own protocol (Metadata v1, no topics); 0 when it is silent. */
export const liveBrokers = (port: number): Promise<number> =>
  new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    const chunks: Buffer[] = []
    const done = (count: number) => {
      socket.destroy()
      resolve(count)
    }
    socket.setTimeout(1_000, () => done(0))
    socket.on('error', () => done(0))
    socket.on('close', () => done(0))
    socket.on('connect', () => {
      // Size; api 3, version 1, correlation 0, no client id; an empty list of topics.
      socket.write(Buffer.from('0000000e0003000100000000ffff00000000', 'hex'))
    })
    socket.on('data', chunk => {
      chunks.push(chunk)
      const answer = Buffer.concat(chunks)
      if (answer.length >= 12 && answer.length >= 4 + answer.readInt32BE(0)) done(answer.readInt32BE(8))
    })
  })

/** Resolves when the broker counts at least `count` alive. */
export async function untilLive(port: number, count: number, ended: () => string | undefined): Promise<void> {
  const deadline = Date.now() + 120_000
  while ((await liveBrokers(port)) < count) {
    const why = ended()
    if (why !== undefined) throw new Error(`a broker ended while starting: ${why}`)
    if (Date.now() > deadline) throw new Error('a broker did not start within two minutes')
    await delay(50)
  }
}
