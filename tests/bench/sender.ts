import { createConnection, type Socket } from 'node:net'

export interface Answer {
  status: number
  /** Of the events of the request; 0 when it was refused. */
  accepted: number
}

/** One connection kept alive, one request under way at a time. */
export interface Connection {
  post(body: Buffer): Promise<Answer>
  close(): void
}

/**
 * Posts to ingest over bare sockets. The sender shares the machine with what it measures, and Node's own HTTP client
 * costs as much as the server: here a request is one write, an answer a look at its head.
 */
export async function connect(url: string, authorization: string): Promise<Connection> {
  const { hostname, port } = new URL(url)
  const socket = await open(hostname, Number(port))
  const head = `POST /v1/batch HTTP/1.1\r\nhost: ${hostname}:${port}\r\nauthorization: ${authorization}\r\ncontent-type: application/json\r\ncontent-length: `
  let received: Buffer = Buffer.alloc(0)
  let settle: { resolve(answer: Answer): void; reject(error: Error): void } | undefined

  socket.on('data', chunk => {
    received = received.length === 0 ? (chunk as Buffer) : Buffer.concat([received, chunk as Buffer])
    const answer = answerIn(received)
    if (!answer) return
    received = Buffer.alloc(0)
    settle?.resolve(answer)
  })
  const lost = () => settle?.reject(new Error('ingest closed the connection'))
  socket.on('close', lost)
  socket.on('error', lost)

  return {
    post: body =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject }
        socket.cork()
        socket.write(`${head}${body.length}\r\n\r\n`, 'latin1')
        socket.write(body)
        socket.uncork()
      }),
    close: () => socket.destroy(),
  }
}

const open = (host: string, port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = createConnection({ host, port, noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })

/** The answer, once all of it is here. Ingest always says how long it is. */
function answerIn(bytes: Buffer): Answer | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = bytes.toString('latin1', 0, end)
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1])
  if (bytes.length < end + 4 + length) return undefined
  const accepted = /"accepted":(\d+)/.exec(bytes.toString('latin1', end + 4, end + 100))?.[1]
  return { status: Number(head.slice(9, 12)), accepted: Number(accepted ?? 0) }
}
