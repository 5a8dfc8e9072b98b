import { z } from 'zod'
import { createZone } from './zone.ts'

const units = { seconds: 1_000, milliseconds: 1, microseconds: 1 / 1_000 } as const
type Unit = keyof typeof units

const tokens = /yyyy|MM|dd|HH|mm|ss|SSS/g
const isPattern = (text: string) => /yyyy/.test(text) && /MM/.test(text) && /dd/.test(text)

/** `iso`, a unit since 1970, or a pattern of yyyy MM dd HH mm ss SSS. */
export const timeFormat = z.string().refine(text => text === 'iso' || text in units || isPattern(text), {
  error: `is not iso, ${Object.keys(units).join(', ')}, nor a pattern such as yyyy-MM-dd HH:mm:ss`,
})

export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d\d:?\d\d)?)?$/i

/** Reads times of a format to Unix ms, `undefined` for what is none; local ones are those of the zone. */
export function createReadTime(format: string, zoneName: string): (value: unknown) => number | undefined {
  const zone = createZone(zoneName)
  if (format in units) return value => fromUnit(value, units[format as Unit])
  if (format === 'iso') return value => fromIso(value, zone)
  const names = [...format.matchAll(tokens)].map(([token]) => token)
  const pattern = new RegExp(
    `^${format
      .split(tokens)
      .map(quoted)
      .reduce((made, literal, index) => `${made}(\\d{${names[index - 1]!.length}})${literal}`)}$`,
  )
  return value => {
    const found = pattern.exec(String(value).trim())
    if (!found) return undefined
    const part = (name: string) => Number(found[names.indexOf(name) + 1] ?? 0)
    const at = (name: string) => (names.includes(name) ? part(name) : 0)
    const local = utcOf(at('yyyy'), at('MM'), at('dd'), at('HH'), at('mm'), at('ss'), at('SSS'))
    return local === undefined ? undefined : zone(local)
  }
}

function fromUnit(value: unknown, msPerUnit: number): number | undefined {
  const count =
    typeof value === 'number' ? value : /^-?\d+(\.\d+)?$/.test(String(value).trim()) ? Number(value) : Number.NaN
  return Number.isFinite(count) ? Math.trunc(count * msPerUnit) : undefined
}

function fromIso(value: unknown, zone: (local: number) => number): number | undefined {
  const found = iso.exec(String(value).trim())
  if (!found) return undefined
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(part => Number(part ?? 0))
  const ms = Number((found[7] ?? '0').padEnd(3, '0').slice(0, 3))
  const local = utcOf(year!, month!, day!, hour!, minute!, second!, ms)
  if (local === undefined) return undefined
  const offset = found[8]
  if (offset === undefined) return zone(local)
  if (/z/i.test(offset)) return local
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2))
  return local - (offset[0] === '-' ? -minutes : minutes) * 60_000
}

/** The fields as if they were UTC; `undefined` for the 31st of February. */
function utcOf(year: number, month: number, day: number, hour: number, minute: number, second: number, ms: number) {
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second, ms))
  const isWhole = at.getUTCMonth() === month - 1 && at.getUTCDate() === day && at.getUTCHours() === hour
  return isWhole && at.getUTCMinutes() === minute ? at.getTime() : undefined
}

const quoted = (literal: string) => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
