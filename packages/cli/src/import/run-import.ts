import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { loadConfig } from '@weir/config'
import { WeirError } from '@weir/errors'
import { exitCodes } from '@weir/lifecycle'
import { z } from 'zod'
import { answer, type JsonFlag, say } from '../command/answer.ts'
import { configSchema } from '../config.ts'
import { type FileReport, type ImportFileDeps, importFile } from './import-file.ts'
import { onInterrupt } from './interrupt.ts'
import { readMapping } from './mapping/mapping-file.ts'
import { fileDocument, fileText, isWhole } from './report.ts'
import { createSend } from './send/create-send.ts'
import { createHttpPost } from './send/http-post.ts'
import { type TargetFlags, withTarget } from './target.ts'
import { createBarView } from './view/bar-view.ts'
import { createLineView } from './view/line-view.ts'

export interface ImportFlags extends JsonFlag, TargetFlags {
  mapping?: string
  state?: string
  again?: boolean
}

const importEnv = z.object({
  ...configSchema.shape,
  WEIR_WRITE_KEY: z.string().optional(),
})

/** Requests under way: enough that ingest always has one to work on while another one waits for the disk. */
const requests = 4

export async function runImport(flags: ImportFlags, files: readonly string[]): Promise<number> {
  const config = loadConfig(importEnv, process.env)
  const mapping = flags.mapping === undefined ? undefined : await readMapping(flags.mapping)
  const stateDirectory = stateDirectoryOf(flags.state, config.WEIR_DATA_DIR)
  const view = process.stderr.isTTY ? createBarView(process.stderr, Date.now) : createLineView(say, Date.now)
  const interrupt = onInterrupt(() => view.say('Stopping; what is under way ends first. Ctrl-C again ends at once.'))
  const startedAt = performance.now()
  const reports: FileReport[] = []
  try {
    await withTarget(flags, { config, writeKey: config.WEIR_WRITE_KEY }, async ({ url, writeKey }) => {
      const post = createHttpPost(url, writeKey, requests)
      const send = createSend({ post, signal: interrupt.stopping, onWait: view.waiting })
      const deps: ImportFileDeps = {
        ...{ source: flags.source, again: flags.again ?? false, mapping, stateDirectory },
        ...{ send, requests, view, stopping: interrupt.stopping, now: Date.now },
      }
      try {
        for (const file of files) {
          if (interrupt.stopping.aborted) break
          view.begin(file)
          const report = await importFile(file, deps).finally(view.end)
          reports.push(report)
          say(fileText(report))
        }
      } finally {
        post.close()
      }
    })
  } finally {
    interrupt.release()
  }
  return conclude(flags, files, reports, performance.now() - startedAt)
}

function conclude(flags: ImportFlags, files: readonly string[], reports: readonly FileReport[], ms: number): number {
  const total = (of: (report: FileReport) => number) => reports.reduce((sum, report) => sum + of(report), 0)
  const sent = total(report => report.sent)
  const eventsPerSecond = Math.round(sent / (ms / 1_000))
  const document = {
    version: 1,
    ok: reports.length === files.length && reports.every(isWhole),
    source: flags.source,
    sent,
    seconds: Math.round(ms) / 1_000,
    eventsPerSecond,
    files: reports.map(fileDocument),
  }
  answer(flags, document, `${sent} events in ${(ms / 1_000).toFixed(1)} s, ${eventsPerSecond} a second`)
  if (reports.length < files.length || reports.some(({ outcome }) => outcome === 'stopped')) return interruptedCode
  return document.ok ? exitCodes.stopped : exitCodes.failed
}

/** As shells have it for Ctrl-C. */
const interruptedCode = 130

/** @throws WeirError CONFIG_INVALID: a misspelt data directory is not made into a new one. */
function stateDirectoryOf(given: string | undefined, dataDir: string): string {
  if (given !== undefined) return given
  if (existsSync(dataDir)) return join(dataDir, 'imports')
  throw new WeirError('CONFIG_INVALID', `there is no data directory ${dataDir} to note in how far the import came`, {
    remedy: 'Name a directory with --state, the same for every run.',
  })
}
