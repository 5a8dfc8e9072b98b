import { describe, expect, it } from 'vitest'
import { createLogger } from './logger.ts'
import { prettyLine } from './pretty.ts'

const capture = () => {
  const lines: string[] = []
  return { lines, destination: { write: (line: string) => void lines.push(line) } }
}

describe('createLogger', () => {
  it('writes one JSON object a line, with the level as a word', () => {
    const { lines, destination } = capture()
    createLogger({ service: 'ingest', destination }).info({ partition: 3 }, 'flushed')
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: 'info', service: 'ingest', partition: 3, msg: 'flushed' })
  })

  it('redacts secrets and content wherever they hang', () => {
    const { lines, destination } = capture()
    const log = createLogger({ service: 'ingest', destination })
    log.info({
      headers: { authorization: 'Basic s3cret' },
      traits: { phone: '13912345678' },
      event: { properties: { a: 's3cret' } },
    })
    expect(lines[0]).not.toMatch(/s3cret|13912345678/)
  })

  it('keeps what names an error and drops what libraries attach to it', () => {
    const { lines, destination } = capture()
    const cause = Object.assign(new Error('socket'), { code: 'ECONNRESET', requestBody: '13912345678' })
    const err = Object.assign(new Error('append failed', { cause }), { code: 'LOG_UNAVAILABLE', remedy: 'wait' })
    createLogger({ service: 'ingest', destination }).error({ err }, 'x')
    expect(JSON.parse(lines[0]!).err).toMatchObject({
      type: 'Error',
      code: 'LOG_UNAVAILABLE',
      remedy: 'wait',
      cause: { message: 'socket', code: 'ECONNRESET' },
    })
    expect(lines[0]).not.toContain('13912345678')
  })

  it('is readable on a terminal', () => {
    const { lines, destination } = capture()
    createLogger({ service: 'ingest', destination, format: 'pretty' }).warn({ partition: 3 }, 'slow')
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d .*warn.* ingest slow partition=3\n$/)
    expect(prettyLine('no json\n')).toBe('no json\n')
  })
})
