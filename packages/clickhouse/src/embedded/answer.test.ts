import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { type AnswerForm, createOutgoing } from './answer.ts'
import { Fault } from './fault.ts'

const form: AnswerForm = { format: 'TSV', encoding: 'plain', beganMs: 0, exceptionTag: 'abcdefghijklmnop' }
const megabyte = Buffer.alloc(1 << 20, 'x')

/** A request whose answer the test makes; `say` sends it and reads nothing. */
async function request(handle: (response: ServerResponse) => Promise<void>) {
  const server = createServer((_, response) => void handle(response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  return { socket, close: () => server.close() }
}

describe('createOutgoing', () => {
  it('hangs up on a client that takes nothing', async () => {
    let ended: (error: unknown) => void
    const end = new Promise<unknown>(resolve => {
      ended = resolve
    })
    const { socket, close } = await request(async response => {
      const { sink } = createOutgoing(response, { ...form, stallMs: 50 })
      try {
        for (;;) await sink(megabyte)
      } catch (error) {
        ended(error)
      }
    })
    expect(await end).toBeInstanceOf(Fault)
    socket.destroy()
    close()
  })

  it('holds a short answer back until it is known whether it is one', async () => {
    const { socket, close } = await request(async response => {
      const outgoing = createOutgoing(response, form)
      await outgoing.sink(Buffer.from('1\n'))
      await outgoing.fail(new Fault(395, 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO', 'Late.'), '1.2')
    })
    let text = ''
    for await (const chunk of socket) {
      text += String(chunk)
      if (text.endsWith('(version 1.2)\n')) break
    }
    expect(text).toMatch(
      /^HTTP\/1.1 500 .*X-ClickHouse-Exception-Code: 395.*\r\n\r\nCode: 395\. DB::Exception: Late\./s,
    )
    close()
  })

  it('breaks a begun answer off with the error at its end', async () => {
    const { socket, close } = await request(async response => {
      const outgoing = createOutgoing(response, form)
      await outgoing.sink(megabyte)
      await outgoing.fail(new Fault(395, 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO', 'Late.'), '1.2')
    })
    let text = ''
    for await (const chunk of socket) text += String(chunk)
    expect(text).toMatch(/^HTTP\/1.1 200 /)
    expect(text).toMatch(
      /__exception__\r\nabcdefghijklmnop\r\nCode: 395\..*\d+ abcdefghijklmnop\r\n__exception__\r\n\r\n$/s,
    )
    // No last chunk.
    expect(text).not.toMatch(/\r\n0\r\n\r\n$/)
    close()
  })
})
