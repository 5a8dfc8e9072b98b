import { isObject, setOwn } from './shape.ts'

/** A value with every lone surrogate replaced by U+FFFD, in names too: half a pair is no UTF-8 and fails inserts. */
export function withoutLoneSurrogates<T>(value: T): { value: T; replaced: boolean } {
  let replaced = false
  const mend = (text: string): string => {
    const whole = text.replace(/\p{Surrogate}/gu, '\uFFFD')
    if (whole !== text) replaced = true
    return whole
  }
  const walk = (node: unknown): unknown => {
    if (typeof node === 'string') return mend(node)
    if (Array.isArray(node)) return node.map(walk)
    if (!isObject(node)) return node
    const copy: Record<string, unknown> = {}
    for (const name of Object.keys(node)) setOwn(copy, mend(name), walk(node[name]))
    return copy
  }
  const mended = walk(value) as T
  return replaced ? { value: mended, replaced } : { value, replaced }
}
