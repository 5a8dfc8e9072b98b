import { isUtf8 } from 'node:buffer'
import type { IncomingHttpHeaders } from 'node:http'

/** Attributes of a CloudEvent in binary mode: one header each. */
export function attributesOf(headers: IncomingHttpHeaders): Record<string, string> {
  const attributes: Record<string, string> = Object.create(null)
  for (const [name, value] of Object.entries(headers))
    if (name.startsWith('ce-') && typeof value === 'string') attributes[name.slice(3)] = headerText(value)
  return attributes
}

/**
 * What a header's value says: percent-encoded UTF-8, decoded once, perhaps in quotes as older senders write it. UTF-8 sent
 * as it is, against the rules, is understood too.
 */
export function headerText(value: string): string {
  const bytes = Buffer.from(value, 'latin1')
  const text = isUtf8(bytes) ? bytes.toString('utf8') : value
  const quoted = /^"(.*)"$/s.exec(text)
  const plain = quoted ? quoted[1]!.replace(/\\(.)/gs, '$1') : text
  return plain.replace(/(?:%[\da-f]{2})+/gi, run => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'))
}
