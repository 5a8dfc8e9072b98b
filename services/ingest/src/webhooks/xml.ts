import { WeirError } from '@weir/errors'

type Fields = Record<string, unknown>

const token = /<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([A-Za-z_][\w.-]*)\s*(\/?)>|([^<]+)/y
const deepest = 8
const mostElements = 500
const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

interface Open {
  name: string
  fields: Fields
  text: string
}

/**
 * The part of XML that WeChat sends: elements, text and CDATA. No attributes, no processing instructions but the first
 * line, and above all no document types and entities of one's own. @throws WeirError REQUEST_MALFORMED
 */
export function parseXml(xml: string): Fields {
  const text = xml.replace(/^\s*(?:<\?xml [^<>]*\?>)?\s*/, '').trimEnd()
  const open: Open[] = [{ name: '', fields: {}, text: '' }]
  let elements = 0
  token.lastIndex = 0
  while (token.lastIndex < text.length) {
    const match = token.exec(text)
    if (!match) throw malformed()
    const [, cdata, close, name, empty, plain] = match
    const inner = open.at(-1)!
    if (cdata !== undefined) inner.text += cdata
    else if (plain !== undefined) inner.text += decoded(plain)
    else if (close) {
      if (open.length === 1 || inner.name !== name) throw malformed()
      open.pop()
      put(open.at(-1)!.fields, inner)
    } else {
      if (++elements > mostElements || open.length > deepest) throw malformed()
      const element = { name: name!, fields: {}, text: '' }
      if (empty) put(inner.fields, element)
      else open.push(element)
    }
  }
  const root = open[0]!.fields.xml
  if (open.length > 1 || typeof root !== 'object' || root === null || Array.isArray(root)) throw malformed()
  return root as Fields
}

/** Elements of one name become a list. */
function put(fields: Fields, { name, fields: inner, text }: Open): void {
  const value = Object.keys(inner).length > 0 ? inner : text.trim()
  const before = Object.hasOwn(fields, name) ? fields[name] : undefined
  const all = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value]
  Object.defineProperty(fields, name, { value: all, enumerable: true, configurable: true, writable: true })
}

const decoded = (text: string) =>
  text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return Object.hasOwn(entities, name) ? entities[name]! : whole
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD'
  })

const malformed = () =>
  new WeirError('REQUEST_MALFORMED', 'the body is no XML as WeChat sends it', {
    field: 'body',
    remedy: 'Send the body as the provider documents it.',
  })
