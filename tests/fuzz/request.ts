import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { mutated, oddValue } from './odd.ts'
import { nameOfParameter, type Route } from './routes.ts'

export interface Target {
  service: string
  url: string
  /** Whether it is reached from outside; the others get a quarter of the requests. */
  isPublic: boolean
  routes: readonly Route[]
  /** Header lines that let a caller in, each in its own way. */
  credentials: readonly string[]
  /** Bodies it takes, to be spoiled. */
  documents: readonly string[]
  /** Values that mean something in a path, by the parameter's name, and names of query parameters. */
  pathValues: Readonly<Record<string, readonly string[]>>
  parameters: readonly string[]
}

export interface FuzzRequest {
  route: Route
  bytes: Buffer
  /** False when it ends before it is complete, or is longer than it says: then no answer is an answer, too. */
  isWhole: boolean
}

/** One request to a route, whole or broken, with or without a key. */
export function requestTo(route: Route, target: Target): fc.Arbitrary<FuzzRequest> {
  const authorization = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...target.credentials) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('', 'authorization: ', 'authorization: Basic !!', 'authorization: Bearer x'),
    },
    { weight: 1, arbitrary: oddValue.map(value => `authorization: Bearer ${headerSafe(value)}`) },
  )
  return fc
    .record({
      path: pathOf(route, target),
      query: queryOf(target.parameters),
      authorization,
      headers: fc.array(header, { maxLength: 3 }),
      body: bodyOf(target.documents),
      framing: fc.oneof(
        { weight: 12, arbitrary: fc.constant('whole' as const) },
        { weight: 1, arbitrary: fc.constantFrom('chunked', 'cut chunk', 'short', 'long', 'twice', 'no length') },
      ),
    })
    .map(({ path, query, authorization, headers, body, framing }) => {
      const isBare = route.method === 'GET' || route.method === 'HEAD'
      const content = isBare && framing === 'whole' ? nothing : body
      const framed = frame(content.bytes, framing)
      const lines = [
        `${route.method} ${path}${query} HTTP/1.1`,
        'host: weir.test',
        'connection: close',
        authorization,
        ...content.headers,
        ...headers,
        ...framed.headers,
      ]
      const head = `${lines.filter(line => line !== '').join('\r\n')}\r\n\r\n`
      return { route, bytes: Buffer.concat([Buffer.from(head, 'latin1'), framed.bytes]), isWhole: framed.isWhole }
    })
}

function pathOf({ url }: Route, { pathValues }: Target): fc.Arbitrary<string> {
  const parts = url.split('/').map(part => {
    const name = nameOfParameter(part)
    if (name === undefined) return fc.constant(part)
    const odd = fc.tuple(oddValue, fc.boolean()).map(([value, raw]) => (raw ? pathSafe(value) : encoded(value)))
    const known = pathValues[name]
    return known ? fc.oneof(fc.constantFrom(...known), odd) : odd
  })
  const whole = fc.tuple(...parts).map(all => all.join('/') || '/')
  const elsewhere = fc.tuple(whole, oddValue).map(([path, value]) => `${path}/${pathSafe(value)}`)
  return fc.oneof({ weight: 15, arbitrary: whole }, { weight: 1, arbitrary: elsewhere })
}

function queryOf(parameters: readonly string[]): fc.Arbitrary<string> {
  const name = fc.oneof(fc.constantFrom('q', ...parameters), oddValue.map(encoded))
  const value = fc.oneof(oddValue.map(encoded), oddValue.map(pathSafe))
  const pair = fc.tuple(name, value).map(([key, given]) => `${key}=${given}`)
  return fc.array(pair, { maxLength: 4 }).map(pairs => (pairs.length > 0 ? `?${pairs.join('&')}` : ''))
}

const header = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom(
          ...['origin', 'accept', 'accept-language', 'cookie', 'x-request-id', 'x-forwarded-for', 'range', 'if-match'],
          ...['content-encoding', 'content-type', 'ce-id', 'ce-type', 'ce-specversion', 'webhook-signature', 'expect'],
          ...['x-weir-odd', 'webhook-request-origin', 'access-control-request-headers', 'host', 'authorization'],
        ),
        oddValue,
      )
      .map(([name, value]) => `${name}: ${headerSafe(value)}`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'accept: text/html',
      'expect: 100-continue',
      `x-long: ${'y'.repeat(20_000)}`,
      Array.from({ length: 300 }, (_, at) => `x-many-${at}: ${at}`).join('\r\n'),
      'no header at all',
      'x-folded: a\r\n b',
      'x-nul: \u0000',
    ),
  },
)

interface Body {
  bytes: Buffer
  headers: readonly string[]
}

const nothing: Body = { bytes: Buffer.alloc(0), headers: [] }

function bodyOf(documents: readonly string[]): fc.Arbitrary<Body> {
  const type = fc.oneof(
    { weight: 3, arbitrary: fc.constant('application/json') },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        ...['application/json; charset=utf-16', 'text/plain', 'application/x-www-form-urlencoded', 'text/xml', '', '/'],
        ...['application/cloudevents+json', 'application/cloudevents-batch+json', 'multipart/form-data'],
      ),
    },
  )
  const bytes = fc.oneof(
    { weight: 6, arbitrary: mutated(documents).map(text => Buffer.from(text)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 64 }).map(list => Buffer.from(list)) },
    { weight: 1, arbitrary: fc.json({ maxDepth: 2 }).map(text => Buffer.from(text)) },
  )
  const packing = fc.oneof(
    { weight: 8, arbitrary: fc.constant('plain' as const) },
    { weight: 1, arbitrary: fc.constantFrom('gzip', 'cut gzip', 'no gzip', 'bomb') },
  )
  return fc.tuple(type, bytes, packing).map(([name, content, packed]) => {
    const headers = [...(name === '' ? [] : [`content-type: ${name}`])]
    if (packed === 'plain') return { bytes: content, headers }
    headers.push('content-encoding: gzip')
    if (packed === 'no gzip') return { bytes: content, headers }
    if (packed === 'bomb') return { bytes: bomb, headers }
    const zipped = gzipSync(content)
    return { bytes: packed === 'gzip' ? zipped : zipped.subarray(0, zipped.length / 2), headers }
  })
}

/** 64 MB of spaces in 64 KB. */
const bomb = gzipSync(Buffer.alloc(64 << 20, ' '), { level: 9 })

function frame(bytes: Buffer, framing: string): { headers: string[]; bytes: Buffer; isWhole: boolean } {
  const length = (value: number) => `content-length: ${value}`
  const chunk = Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])
  const chunked = ['transfer-encoding: chunked']
  switch (framing) {
    case 'chunked':
      return {
        headers: chunked,
        bytes: Buffer.concat([bytes.length > 0 ? chunk : bytes, Buffer.from('0\r\n\r\n')]),
        isWhole: true,
      }
    case 'cut chunk':
      return { headers: chunked, bytes: chunk.subarray(0, chunk.length - 3), isWhole: false }
    case 'short':
      return { headers: [length(bytes.length + 50)], bytes, isWhole: false }
    case 'long':
      return { headers: [length(Math.floor(bytes.length / 2))], bytes, isWhole: false }
    case 'twice':
      return { headers: [length(bytes.length), length(bytes.length + 1)], bytes, isWhole: false }
    case 'no length':
      return { headers: [], bytes, isWhole: false }
    default:
      return { headers: bytes.length > 0 ? [length(bytes.length)] : [length(0)], bytes, isWhole: true }
  }
}

const encoded = (text: string) => encodeURIComponent(text.replace(/\p{Cs}/gu, '~'))
/** Without what would end the request line; all else may stand there raw. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const pathSafe = (text: string) => text.replace(/[\u0000-\u0020\u007f-\uffff]/g, '~')
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const headerSafe = (text: string) => text.replace(/[\r\n\u0100-\uffff]/g, '~').replace(/\u0000/g, '')
