import { describe, expect, it, vi } from 'vitest'
import { createSend } from './create-send.ts'
import type { HttpAnswer } from './http-post.ts'

type Scripted = Error | Partial<HttpAnswer>

const accepted = (count: number) => `{"success":true,"accepted":${count},"rejected":0,"events":[]}`
const problem = (code: string, detail = 'no') => JSON.stringify({ code, detail })

/** Answers in the order of the script, the last one again and again. */
function sending(...script: Scripted[]) {
  const bodies: string[] = []
  const waits: number[] = []
  const notes: (string | undefined)[] = []
  const stopping = new AbortController()
  const send = createSend({
    async post(_, body) {
      bodies.push(body)
      const next = script.length > 1 ? script.shift()! : script[0]!
      if (next instanceof Error) throw next
      return { status: 200, text: '', retryAfterMs: undefined, ...next }
    },
    signal: stopping.signal,
    onWait: why => notes.push(why),
    wait: async ms => void waits.push(ms),
  })
  return { send, bodies, waits, notes, stopping }
}

describe('a batch', () => {
  it('is sent once when it is accepted', async () => {
    const { send, bodies } = sending({ text: accepted(2) })
    expect(await send('/v1/batch', ['{"a":1}', '{"a":2}'])).toEqual({ accepted: 2, rejected: [] })
    expect(await send('/v1/events', ['{"a":1}'])).toEqual({ accepted: 2, rejected: [] })
    expect(bodies).toEqual(['{"batch":[{"a":1},{"a":2}]}', '[{"a":1}]'])
  })

  it('tells which of its events were refused, also when all were', async () => {
    const events = [
      { index: 0, id: 'a', status: 'accepted', receipt: 'r0' },
      { index: 1, id: 'b', status: 'rejected', code: 'field_missing', message: 'm', receipt: 'r1' },
    ]
    const rejected = [{ index: 1, code: 'field_missing', message: 'm', receipt: 'r1' }]
    const text = (accepted: number) => JSON.stringify({ success: accepted > 0, accepted, rejected: 1, events })
    expect(await sending({ text: text(1) }).send('/v1/batch', ['', ''])).toEqual({ accepted: 1, rejected })
    expect(await sending({ status: 400, text: text(0) }).send('/v1/events', [''])).toEqual({ accepted: 0, rejected })
  })

  it('is sent again, the same, until ingest has it', async () => {
    const { send, bodies, waits, notes } = sending(
      Object.assign(new Error('x'), { code: 'ECONNREFUSED' }),
      { status: 503, text: problem('LOG_UNAVAILABLE', 'the log is away'), retryAfterMs: 2_000 },
      { status: 429, text: problem('IMPORT_PAUSED'), retryAfterMs: 1_000 },
      { status: 502, text: '<html>' },
      { status: 200, text: '<html>a page of a proxy</html>' },
      { text: accepted(1) },
    )
    expect(await send('/v1/batch', ['{}'])).toMatchObject({ accepted: 1 })
    expect(new Set(bodies).size).toBe(1)
    expect(notes).toEqual([
      'ingest cannot be reached (ECONNREFUSED)',
      'ingest answers 503: the log is away',
      'live events come first',
      'ingest answers 502',
      'ingest answers 200',
      undefined,
    ])
    expect(waits[1]).toBeGreaterThanOrEqual(1_500)
  })

  it('is halved where something takes less than ingest does, down to the one that is too large', async () => {
    const seen: number[] = []
    const stopping = new AbortController()
    const send = createSend({
      async post(_, body) {
        const { batch } = JSON.parse(body) as { batch: string[] }
        seen.push(batch.length)
        const fits = batch.length <= 2 && !batch.includes('big')
        return { status: fits ? 200 : 413, text: fits ? accepted(batch.length) : '', retryAfterMs: undefined }
      },
      signal: stopping.signal,
      onWait() {},
    })
    const verdicts = await send('/v1/batch', ['"a"', '"b"', '"c"', '"d"', '"big"'])
    expect(verdicts).toMatchObject({ accepted: 4, rejected: [{ index: 4, code: 'request_too_large' }] })
  })

  it.each([
    [401, 'UNAUTHENTICATED', /key-file/],
    [403, 'FORBIDDEN', /write key/],
    [404, 'NOT_FOUND', /--url/],
    [400, 'REQUEST_MALFORMED', /log of ingest/],
  ])('that is answered %d ends the import, with what to do', async (status, code, remedy) => {
    const { send, bodies } = sending({ status, text: problem('X') })
    await expect(send('/v1/batch', ['{}'])).rejects.toMatchObject({ code, remedy: expect.stringMatching(remedy) })
    expect(bodies).toHaveLength(1)
  })

  it('is given up when the import is stopped while it waits', async () => {
    const { send, stopping } = sending(new Error('away'))
    const why = new Error('interrupted')
    vi.spyOn(Math, 'random').mockImplementationOnce(() => {
      stopping.abort(why)
      return 0
    })
    await expect(send('/v1/batch', ['{}'])).rejects.toBe(why)
  })
})
