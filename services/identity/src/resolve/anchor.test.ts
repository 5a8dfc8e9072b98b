import fc from 'fast-check'
import { expect, it } from 'vitest'
import { anchorOf, eachPair, maxMesh, type RankedKey } from './anchor.ts'

const keys = fc.uniqueArray(fc.record({ priority: fc.nat(3), name: fc.stringMatching(/^[0-9a-f]{1,3}$/) }), {
  selector: ({ name }) => name,
  maxLength: 14,
})

function pairsOf(list: readonly RankedKey[]): RankedKey[][] {
  const pairs: RankedKey[][] = []
  eachPair(list, (a, b) => pairs.push([a, b]))
  return pairs
}

it('names the strongest key, ties by HMAC bytes, whatever the order of the keys', () => {
  fc.assert(
    fc.property(keys, fc.nat(), (list, turn) => {
      const anchor = anchorOf(list)
      const at = list.length === 0 ? 0 : turn % list.length
      expect(anchorOf([...list.slice(at), ...list.slice(0, at)])).toBe(anchor)
      const strongest = Math.max(...list.map(({ priority }) => priority))
      const rivals = list.filter(({ priority }) => priority === strongest).map(({ name }) => name)
      expect(anchor?.name).toBe(rivals.sort()[0])
    }),
  )
})

it('links all keys of an event with each other, and very many only through the strongest', () => {
  fc.assert(
    fc.property(keys, list => {
      const names = (pairs: RankedKey[][]) =>
        pairs
          .map(pair =>
            pair
              .map(({ name }) => name)
              .sort()
              .join(),
          )
          .sort()
      const pairs = pairsOf(list)
      expect(new Set(names(pairs)).size).toBe(pairs.length)
      expect(names(pairsOf(list.toReversed()))).toEqual(names(pairs))
      const mesh = Math.min(list.length, maxMesh)
      expect(pairs.length).toBe((mesh * (mesh - 1)) / 2 + (list.length - mesh))
      const anchor = anchorOf(list)
      for (const key of list)
        expect(key === anchor || pairs.some(pair => pair.includes(key) && pair.includes(anchor!))).toBe(true)
    }),
  )
})
