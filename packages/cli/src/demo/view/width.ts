/** Columns a text takes in a terminal: wide characters take two, marks none, colours nothing. */
export function widthOf(text: string): number {
  let width = 0
  for (const part of partsOf(text)) width += part.width
  return width
}

/** As much of a text as fits, colours ended properly. */
export function fit(text: string, columns: number): string {
  let room = columns
  let kept = ''
  let cut = false
  for (const { text: part, width } of partsOf(text)) {
    // Colours go on after the cut, so that what was switched on is switched off.
    if (width > room) cut = true
    if (cut && width > 0) continue
    kept += part
    room -= width
  }
  return kept
}

export const padTo = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - widthOf(text)))
export const padLeft = (text: string, columns: number): string =>
  ' '.repeat(Math.max(0, columns - widthOf(text))) + text

/** Breaks a line where words end; text without spaces (Chinese, URLs) where it must. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  let width = 0
  const take = (piece: string, pieceWidth: number) => {
    if (width + pieceWidth > columns && line !== '') {
      lines.push(line.trimEnd())
      line = ''
      width = 0
      if (piece.trim() === '') return
    }
    line += piece
    width += pieceWidth
  }
  for (const word of text.split(/(?<=\s)/)) {
    const wide = widthOf(word)
    if (widthOf(word.trimEnd()) <= columns - width || (wide <= columns && !hasWide(word))) take(word, wide)
    else for (const part of partsOf(word)) take(part.text, part.width)
  }
  lines.push(line.trimEnd())
  return lines
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

function* partsOf(text: string): Generator<{ text: string; width: number }> {
  let at = 0
  while (at < text.length) {
    if (text[at] === '\u001b') {
      const end = text.indexOf('m', at) + 1 || text.length
      yield { text: text.slice(at, end), width: 0 }
      at = end
      continue
    }
    const next = text.indexOf('\u001b', at + 1)
    const plain = text.slice(at, next === -1 ? undefined : next)
    for (const { segment } of graphemes.segment(plain)) yield { text: segment, width: graphemeWidth(segment) }
    at += plain.length
  }
}

const wide =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|.\ufe0f)/u
const hasWide = (text: string): boolean => [...partsOf(text)].some(({ width }) => width === 2)

function graphemeWidth(segment: string): number {
  if (/^[\p{Cc}\p{Mn}\u200b-\u200d]/u.test(segment)) return 0
  return wide.test(segment) || /[\u{20000}-\u{3fffd}]/u.test(segment) ? 2 : 1
}
