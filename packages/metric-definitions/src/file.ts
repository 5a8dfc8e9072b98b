import { z } from 'zod'
import { isNumberPath, isTextPath } from './field.ts'
import { metricKinds } from './metric.ts'
import { viewColumns } from './view.ts'
import { whereSchema } from './where.ts'

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

const window = z.string().transform((text, context) => {
  const match = /^([1-9]\d{0,5})([smhd])$/.exec(text)
  const ms = match ? Number(match[1]) * unitMs[match[2] as keyof typeof unitMs] : 0
  if (ms >= 10_000 && ms <= 366 * unitMs.d) return ms
  context.addIssue({ code: 'custom', message: `"${text}" is no window; write 30s, 5m, 2h or 7d, from 10s to 366d` })
  return z.NEVER
})

const text = z.string().trim().min(1)
const bilingual = z.strictObject({ en: text, zh: text })
const valuePath = z.string().refine(isNumberPath, { error: 'write amount or properties.<field>' })
const dimensionPath = z.string().refine(isTextPath, { error: 'write a column or properties.<field>' })
const takesValue = (kind: string) => kind !== 'count' && kind !== 'unique'

const operand = z
  .strictObject({ kind: z.enum(['count', 'sum']), where: whereSchema, value: valuePath.optional() })
  .superRefine(({ kind, value }, context) => {
    if (takesValue(kind) === (value !== undefined)) return
    const message = takesValue(kind) ? `kind ${kind} needs a value` : `kind ${kind} takes no value`
    context.addIssue({ code: 'custom', path: ['value'], message })
  })

const name = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, { error: 'write a snake_case name of at most 64 letters' })

const dictionary = {
  name,
  title: bilingual,
  definition: bilingual,
  owner: text,
  includes: bilingual,
  excludes: bilingual,
  synonyms: z.array(text).default([]),
  unit: text,
  window,
  minSample: z.int().min(0).default(0),
}

/** A file that reads another metric's points: same events, same dimensions, another default window. */
const sharingFileSchema = z.strictObject({ ...dictionary, pointsOf: name })

/** A file with points of its own. */
const countingFileSchema = z
  .strictObject({
    ...dictionary,
    kind: z.enum(metricKinds),
    where: whereSchema.optional(),
    value: valuePath.optional(),
    numerator: operand.optional(),
    denominator: operand.optional(),
    scale: z.int().min(1).default(1),
    dimensions: z.array(dimensionPath).max(8).default([]),
    keepApart: z.array(z.string()).default([]),
  })
  .superRefine((file, context) => {
    const fault = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message })
    const ratio = file.kind === 'ratio'
    for (const part of ['numerator', 'denominator'] as const)
      if (ratio !== (file[part] !== undefined)) fault([part], ratio ? 'a ratio needs it' : `kind ${file.kind} has none`)
    if (ratio === (file.where !== undefined))
      fault(['where'], ratio ? 'a ratio has a where in numerator and denominator' : `kind ${file.kind} needs it`)
    const wantsValue = !ratio && takesValue(file.kind)
    if (wantsValue !== (file.value !== undefined))
      fault(['value'], wantsValue ? `kind ${file.kind} needs it` : `kind ${file.kind} takes none here`)
    if (file.scale !== 1 && !ratio) fault(['scale'], 'only a ratio has a scale')
    const names = file.dimensions.map(dimensionName)
    for (const [index, name] of names.entries()) {
      if ((viewColumns as readonly string[]).includes(name))
        fault(['dimensions', index], `"${name}" is a column of every metric`)
      if (names.indexOf(name) !== index) fault(['dimensions', index], `the dimension "${name}" is there twice`)
    }
    for (const [index, name] of file.keepApart.entries())
      if (!names.includes(name)) fault(['keepApart', index], `"${name}" is no dimension of this metric`)
  })

export type SharingFile = z.output<typeof sharingFileSchema>
export type CountingFile = z.output<typeof countingFileSchema>
/** One file of schemas/metrics. */
export type MetricFile = SharingFile | CountingFile
export type OperandFile = Pick<z.output<typeof operand>, 'where' | 'value'> & {
  kind: Exclude<CountingFile['kind'], 'ratio'>
}

/** The schema a file's content is to be read with. */
export const metricFileSchema = (content: unknown): z.ZodType<MetricFile> =>
  typeof content === 'object' && content !== null && 'pointsOf' in content ? sharingFileSchema : countingFileSchema

/** `properties.room` is the dimension `room`. */
export const dimensionName = (path: string): string => path.replace(/^properties\./, '')
