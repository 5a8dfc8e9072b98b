import { connect } from 'node:net'

export interface Answer {
  /** 0: the connection ended without an answer. */
  status: number
  contentType: string
  body: string
}

/** Much longer than any answer takes, also on a machine that is busy with everything else. */
const patienceMs = 90_000
const longestKept = 64 * 1_024

/**
 * Writes the bytes on a connection of their own and reads the answer until the other side closes; of a stream, its head.
 * @throws Error when there is no answer in time.
 */
export function exchange(url: string, bytes: Buffer, isWhole: boolean): Promise<Answer> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
    const finish = () => {
      socket.destroy()
      resolve(answerOf(text))
    }
    socket.setTimeout(patienceMs, () => {
      socket.destroy()
      reject(new Error(`no answer within ${patienceMs} ms`))
    })
    socket.on('data', chunk => {
      if (text.length < longestKept) text += chunk.toString('latin1')
      if (text.includes('\r\n\r\n') && text.includes('text/event-stream')) finish()
    })
    socket.on('end', finish)
    // Whoever sends too much is cut off, at times before the answer is read.
    socket.on('error', finish)
    socket.write(bytes)
    // A client that has gone away half-way.
    if (!isWhole) socket.end()
  })
}

function answerOf(text: string): Answer {
  // Node says 100 Continue before the answer proper.
  const [head = '', ...rest] = text.replace(/^HTTP\/1\.1 100 [\s\S]*?\r\n\r\n/, '').split('\r\n\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0)
  const contentType = /^content-type: *(.*)$/im.exec(head)?.[1]?.trim() ?? ''
  // What is too long for its request is taken for another, and answered after it.
  const length = /^content-length: *(\d+)/im.exec(head)?.[1]
  const body = rest.join('\r\n\r\n').slice(0, length === undefined ? undefined : Number(length))
  return { status, contentType, body: /^transfer-encoding: *chunked/im.test(head) ? unchunked(body) : body }
}

function unchunked(text: string): string {
  let body = ''
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\r\n', at)
    const size = Number.parseInt(text.slice(at, end), 16)
    if (end < 0 || !(size > 0)) break
    body += text.slice(end + 2, end + 2 + size)
    at = end + 2 + size + 2
  }
  return body
}
