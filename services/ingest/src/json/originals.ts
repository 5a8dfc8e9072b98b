import { endOfString } from './exact-numbers.ts'

/**
 * The text of each item of the top-level array `batch`, byte for byte as sent: parsing loses duplicate keys, the form
 * of numbers and white space, and a rejected event is kept as it was. Only called for valid JSON, and only
 * when something was rejected.
 */
export function itemTexts(text: string): string[] {
  let items: string[] = []
  let at = skipSpace(text, 0)
  if (text[at] !== '{') return items
  at = skipSpace(text, at + 1)
  while (at < text.length && text[at] !== '}') {
    const nameEnd = endOfString(text, at)
    const isBatch = JSON.parse(text.slice(at, nameEnd)) === 'batch'
    at = skipSpace(text, skipSpace(text, nameEnd) + 1)
    // The last of several members of that name wins, as in JSON.parse.
    if (isBatch && text[at] === '[') items = elements(text, at)
    at = skipSpace(text, endOfValue(text, at))
    if (text[at] === ',') at = skipSpace(text, at + 1)
  }
  return items
}

/** The texts of the items of a document that is an array. */
export const elementTexts = (text: string): string[] => elements(text, skipSpace(text, 0))

function elements(text: string, start: number): string[] {
  const found: string[] = []
  let at = skipSpace(text, start + 1)
  while (at < text.length && text[at] !== ']') {
    const end = endOfValue(text, at)
    found.push(text.slice(at, end))
    at = skipSpace(text, end)
    if (text[at] === ',') at = skipSpace(text, at + 1)
  }
  return found
}

const structural = /["{}[\]]/g
const scalarEnd = /[\s,}\]]/g

/** Index behind the value that begins at `start`; without recursion, since nesting is the sender's choice. */
function endOfValue(text: string, start: number): number {
  if (text[start] === '"') return endOfString(text, start)
  if (text[start] !== '{' && text[start] !== '[') {
    scalarEnd.lastIndex = start
    return scalarEnd.exec(text)?.index ?? text.length
  }
  let depth = 0
  structural.lastIndex = start
  for (let match = structural.exec(text); match; match = structural.exec(text)) {
    if (match[0] === '"') structural.lastIndex = endOfString(text, match.index)
    else if (match[0] === '{' || match[0] === '[') depth++
    else if (--depth === 0) return match.index + 1
  }
  return text.length
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && ' \t\n\r'.includes(text[at]!)) at++
  return at
}
