import { hash } from 'node:crypto'
import { WeirError } from '@weir/errors'
import { parseDocument } from 'yaml'
import { dimensionName, type MetricFile, metricFileSchema, type OperandFile } from './file.ts'
import type { Metric, Operand } from './metric.ts'

type Fault = (path: readonly PropertyKey[], message: string) => void

/**
 * Reads metric files. @throws WeirError CONFIG_INVALID naming every fault of every file with its path; a word (name,
 * title or synonym) that means two metrics is one.
 */
export function parseMetrics(files: readonly { name: string; text: string }[]): readonly Metric[] {
  const faults: string[] = []
  const metrics: Metric[] = []
  const meaning = new Map<string, string>()
  for (const { name, text } of files) {
    const fault: Fault = (path, message) =>
      faults.push(`${name}: ${path.length > 0 ? `${path.map(String).join('.')}: ` : ''}${message}`)
    const file = readFile(text, fault)
    if (!file) continue
    claimWords(file, meaning, fault)
    metrics.push(metricOf(file))
  }
  if (faults.length === 0) return metrics
  throw new WeirError('CONFIG_INVALID', `metric definitions have ${faults.length} fault(s):\n  ${faults.join('\n  ')}`)
}

function readFile(text: string, fault: Fault): MetricFile | undefined {
  const document = parseDocument(text)
  for (const error of document.errors) fault([], error.message.split('\n')[0] ?? 'no YAML')
  if (document.errors.length > 0) return undefined
  const result = metricFileSchema.safeParse(document.toJS())
  if (result.success) return result.data
  for (const issue of result.error.issues) fault(issue.path, issue.message)
  return undefined
}

/** gmv, paid_gmv and net_gmv are three things: one word means one metric, whatever its case. */
function claimWords(file: MetricFile, meaning: Map<string, string>, fault: Fault): void {
  const own = new Set<string>()
  const claim = (word: string, path: readonly PropertyKey[], mayRepeat: boolean) => {
    const folded = word.trim().toLowerCase()
    if (own.has(folded)) {
      if (!mayRepeat) fault(path, `"${word}" is said twice`)
      return
    }
    own.add(folded)
    const taken = meaning.get(folded)
    if (taken === undefined) meaning.set(folded, file.name)
    else fault(path, `"${word}" already means ${taken}`)
  }
  claim(file.name, ['name'], true)
  claim(file.title.en, ['title', 'en'], true)
  claim(file.title.zh, ['title', 'zh'], true)
  for (const [index, synonym] of file.synonyms.entries()) claim(synonym, ['synonyms', index], false)
}

function metricOf(file: MetricFile): Metric {
  const { name, kind, dimensions: dimensionPaths, window: windowMs } = file
  const operands = operandsOf(file)
  const version = versionOf(kind, dimensionPaths, operands)
  const { title, definition, owner, includes, excludes, synonyms, unit, keepApart, minSample, scale } = file
  const dictionary = { title, definition, owner, includes, excludes, synonyms, unit }
  const dimensions = dimensionPaths.map(dimensionName)
  return {
    id: `${name}@${version}`,
    name,
    version,
    ...dictionary,
    kind,
    dimensions,
    dimensionPaths,
    keepApart,
    windowMs,
    minSample,
    scale,
    operands,
  }
}

/** Only what decides a point's value: a better wording or another default window needs no backfill. */
function versionOf(kind: string, dimensionPaths: readonly string[], operands: readonly Operand[]): string {
  const decisive = operands.map(({ number, kind, where, value }) => [
    number,
    kind,
    where.types,
    where.fields,
    value ?? null,
  ])
  return hash('sha256', JSON.stringify([kind, dimensionPaths, decisive])).slice(0, 12)
}

function operandsOf(file: MetricFile): Operand[] {
  const operand = (number: 0 | 1 | 2, { kind, where, value }: OperandFile): Operand => ({ number, kind, where, value })
  if (file.kind === 'ratio') return [operand(1, file.numerator!), operand(2, file.denominator!)]
  return [operand(0, { kind: file.kind, where: file.where!, value: file.value })]
}
