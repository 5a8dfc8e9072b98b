import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { daysOf } from './day-set.ts'
import { covers, maxSamples, mergeProvenance, provenanceOf, type Sighting } from './provenance.ts'

const sighting: fc.Arbitrary<Sighting> = fc
  .record({
    at: fc.integer({ min: 1_700_000_000_000, max: 1_700_600_000_000 }),
    event: fc.nat(30),
  })
  .map(({ at, event }) => {
    const hash = ((event * 7919) % 97).toString(16).padStart(32, '0') // 97 is prime: no two events share one
    const source = `s${event % 3}`
    return { at, source, sample: { hash, source, id: `e${event}` } }
  })
const sightings = fc.array(sighting, { minLength: 1, maxLength: 15 })
const merged = (list: readonly Sighting[]) => list.map(provenanceOf).reduce(mergeProvenance)

describe('provenance', () => {
  it('says of a set of events what that set says, whatever the order, grouping and repeats', () => {
    fc.assert(
      fc.property(sightings, fc.array(fc.nat()), fc.nat(), (list, repeats, cut) => {
        const provenance = merged(list)
        const again = repeats.map(at => list[at % list.length]!)
        const shuffled = [...again, ...list.toReversed()]
        const [left, right] = [shuffled.slice(0, cut % shuffled.length), shuffled.slice(cut % shuffled.length)]
        const grouped = left.length > 0 ? mergeProvenance(merged(left), merged(right)) : merged(right)
        expect(grouped).toEqual(provenance)

        const times = list.map(({ at }) => at)
        expect(provenance.firstAt).toBe(Math.min(...times))
        expect(provenance.lastHour).toBe(Math.floor(Math.max(...times) / 3_600_000))
        expect(daysOf(provenance.days)).toEqual(ascending(times.map(at => Math.floor(at / 86_400_000))))
        expect(provenance.sources).toEqual([...new Set(list.map(({ source }) => source))].sort())
        const hashes = [...new Set(list.map(({ sample }) => sample.hash))].sort().slice(0, maxSamples)
        expect(provenance.samples.map(({ hash }) => hash)).toEqual(hashes)
      }),
    )
  })

  it('covers a sighting exactly when merging it would change nothing', () => {
    fc.assert(
      fc.property(sightings, sighting, (list, next) => {
        const provenance = merged(list)
        expect(covers(provenance, next)).toBe(mergeProvenance(provenance, provenanceOf(next)) === provenance)
        for (const seen of list) expect(covers(provenance, seen)).toBe(true)
      }),
    )
  })
})

const ascending = (numbers: readonly number[]) => [...new Set(numbers)].sort((a, b) => a - b)
