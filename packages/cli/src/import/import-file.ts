import { basename } from 'node:path'
import { isWeirError, WeirError } from '@weir/errors'
import { digestOf } from './event/row-id.ts'
import { createToEvent, type ToEvent } from './event/to-event.ts'
import type { Mapping } from './mapping/mapping-file.ts'
import { type Format, openRows } from './read/open-rows.ts'
import { type Row, textOf } from './read/row.ts'
import { addRow, type Batch, emptyBatch, isFull } from './send/batch.ts'
import type { Send } from './send/create-send.ts'
import { createWindow } from './send/window.ts'
import { freshState, type ImportState, openStateFile, type StateFile } from './state/import-state.ts'
import { createRejectedRows } from './state/rejected-rows.ts'
import { afterBatch } from './state/tally.ts'
import type { ImportView } from './view/view.ts'

export interface ImportFileDeps {
  source: string
  mapping: Mapping | undefined
  stateDirectory: string
  /** Send everything anew, also of a file that was imported before. */
  again: boolean
  send: Send
  /** Requests under way. */
  requests: number
  view: ImportView
  /** Ends the reading; what is under way ends first. */
  stopping: AbortSignal
  now: () => number
}

export interface FileReport {
  file: string
  format: Format
  /** `already`: it was imported before, and nothing was sent. */
  outcome: 'finished' | 'stopped' | 'already'
  state: ImportState
  /** Events ingest had a verdict on during this run. */
  sent: number
  rejectedRows: string | undefined
}

/**
 * Imports one file, from where an earlier run of the same stopped. Rows are sent in their order, a few batches at a time;
 * the state names a row only when it and all before it have their fate. A crash thus sends a bounded number of rows a
 * second time, under the same ids.
 *
 * @throws WeirError REQUEST_MALFORMED for a file that cannot be read to its end: what was read before is imported
 */
export async function importFile(path: string, deps: ImportFileDeps): Promise<FileReport> {
  const { again, source, stateDirectory, view } = deps
  const first = await firstRowOf(path, deps.mapping)
  const stateFile = await openStateFile(stateDirectory, source, digestOf(textOf(first)))
  const before = again ? undefined : await stateFile.read()
  if (before === undefined) return run(path, freshState(source, basename(path)), stateFile, deps)
  const report = await run(path, { ...before, file: basename(path) }, stateFile, deps).catch((error: unknown) => {
    if (error instanceof AnotherFile) return undefined
    throw error
  })
  if (report) return report
  view.say(`${path} begins like a file that was imported before, and goes on differently: it is taken for another one.`)
  return run(path, freshState(source, basename(path)), stateFile, deps)
}

/** The rows that are done are not those of this file. */
class AnotherFile extends Error {}

async function firstRowOf(path: string, mapping: Mapping | undefined): Promise<Row> {
  for await (const [first] of (await openRows(path, mapping)).chunks) if (first) return first
  throw new WeirError('REQUEST_MALFORMED', `${path} holds no rows`, { remedy: 'Check that it is the right file.' })
}

async function run(path: string, from: ImportState, stateFile: StateFile, deps: ImportFileDeps): Promise<FileReport> {
  const { mapping, send, requests, view, stopping, now } = deps
  const rows = await openRows(path, mapping)
  const rejectedRows = createRejectedRows(path, deps.stateDirectory)
  let state: ImportState = from
  let toEvent: ToEvent | undefined
  const window = createWindow<Batch, Awaited<ReturnType<Send>>>(
    requests,
    async ({ events }) =>
      events.length === 0
        ? { accepted: 0, rejected: [] }
        : send(
            toEvent!.door,
            events.map(({ json }) => json),
          ),
    async (batch, verdicts) => {
      await rejectedRows.add(batch)
      state = afterBatch(state, batch, verdicts)
      stateFile.note(state)
      view.progress({ share: rows.progress(), state, done: batch.events.length })
    },
  )

  /** Whether there was anything to do. Rows before a broken place of the file are sent as well. */
  async function readAll(): Promise<boolean> {
    let batch = emptyBatch()
    let last: Row | undefined
    let isNew = false
    let broken: { error: unknown } | undefined
    try {
      for await (const chunk of rows.chunks) {
        if (stopping.aborted) break
        for (const row of chunk) {
          isNew = isNew || row.number > from.row
          if (isNew && (last?.number ?? 0) < from.row) throw new AnotherFile()
          last = row
          if (row.number === from.row && digestOf(textOf(row)) !== from.digest) throw new AnotherFile()
          toEvent ??= createToEvent(row, rows.format === 'ndjson' ? undefined : mapping, now)
          if (!isNew) continue
          addRow(batch, row.number, toEvent.convert(row))
          if (!isFull(batch)) continue
          await window.add({ ...batch, lastDigest: digestOf(textOf(row)) })
          batch = emptyBatch()
        }
      }
      if (!isNew && !stopping.aborted && last?.number !== from.row) throw new AnotherFile()
    } catch (error) {
      if (!isWeirError(error, 'REQUEST_MALFORMED')) throw error
      broken = { error }
    }
    if (batch.lastRow > 0 && last) await window.add({ ...batch, lastDigest: digestOf(textOf(last)) })
    if (broken) throw broken.error
    return isNew
  }

  let outcome: FileReport['outcome'] = 'stopped'
  try {
    const isNew = await readAll()
    await window.end()
    if (!stopping.aborted) outcome = !isNew && from.finishedAt !== undefined ? 'already' : 'finished'
    if (outcome === 'finished') state = { ...state, finishedAt: new Date(now()).toISOString() }
  } catch (error) {
    if (error !== stopping.reason) throw error
  } finally {
    // Whatever ended the reading: what is under way still gets its verdict, where it can.
    await window.end().catch(() => {})
    await rejectedRows.close()
    if (outcome !== 'already' && state !== from) stateFile.note(state)
    await stateFile.flush()
  }
  const sent = state.accepted + state.rejected - from.accepted - from.rejected
  return { file: path, format: rows.format, outcome, state, sent, rejectedRows: rejectedRows.path() }
}
