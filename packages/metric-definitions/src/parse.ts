import { hash } from 'node:crypto'
import { WeirError } from '@weir/errors'
import { parseDocument } from 'yaml'
import { type CountingFile, dimensionName, type MetricFile, metricFileSchema, type OperandFile } from './file.ts'
import type { Metric, Operand } from './metric.ts'

type Fault = (path: readonly PropertyKey[], message: string) => void

/**
 * Reads metric files. @throws WeirError CONFIG_INVALID naming every fault of every file with its path; a word (name,
 * title or synonym) that means two metrics is one.
 */
export function parseMetrics(files: readonly { name: string; text: string }[]): readonly Metric[] {
  const faults: string[] = []
  const read: { file: MetricFile; fault: Fault }[] = []
  const meaning = new Map<string, string>()
  for (const { name, text } of files) {
    const fault: Fault = (path, message) =>
      faults.push(`${name}: ${path.length > 0 ? `${path.map(String).join('.')}: ` : ''}${message}`)
    const file = readFile(text, fault)
    if (!file) continue
    claimWords(file, meaning, fault)
    read.push({ file, fault })
  }
  const metrics = read.flatMap(({ file, fault }) => {
    const counting = 'pointsOf' in file ? countingFile(file.pointsOf, read) : file
    if (!counting)
      fault(['pointsOf'], `there is no metric "${'pointsOf' in file && file.pointsOf}" with points of its own`)
    return counting ? [metricOf(file, counting)] : []
  })
  if (faults.length === 0) return metrics
  throw new WeirError('CONFIG_INVALID', `metric definitions have ${faults.length} fault(s):\n  ${faults.join('\n  ')}`)
}

function readFile(text: string, fault: Fault): MetricFile | undefined {
  const document = parseDocument(text)
  for (const error of document.errors) fault([], error.message.split('\n')[0] ?? 'no YAML')
  if (document.errors.length > 0) return undefined
  const content: unknown = document.toJS()
  const result = metricFileSchema(content).safeParse(content)
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

const countingFile = (name: string, read: readonly { file: MetricFile }[]): CountingFile | undefined =>
  read.map(({ file }) => file).find((file): file is CountingFile => file.name === name && !('pointsOf' in file))

/** @param counting The file that says what is counted: `file` itself, or the one whose points it reads. */
function metricOf(file: MetricFile, counting: CountingFile): Metric {
  const { name, window: windowMs, title, definition, owner, includes, excludes, synonyms, unit, minSample } = file
  const { kind, dimensions: dimensionPaths, keepApart, scale } = counting
  const operands = operandsOf(counting)
  const version = versionOf(kind, dimensionPaths, operands)
  const dictionary = { title, definition, owner, includes, excludes, synonyms, unit }
  const dimensions = dimensionPaths.map(dimensionName)
  return {
    id: `${counting.name}@${version}`, name, version, ...dictionary,
    kind, dimensions, dimensionPaths, keepApart, windowMs, minSample, scale, operands,
  } // biome-ignore format: in the order of the interface
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

function operandsOf(file: CountingFile): Operand[] {
  const operand = (number: 0 | 1 | 2, { kind, where, value }: OperandFile): Operand => ({ number, kind, where, value })
  if (file.kind === 'ratio') return [operand(1, file.numerator!), operand(2, file.denominator!)]
  return [operand(0, { kind: file.kind, where: file.where!, value: file.value })]
}
