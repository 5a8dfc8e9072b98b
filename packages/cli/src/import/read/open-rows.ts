import { stat } from 'node:fs/promises'
import { WeirError } from '@weir/errors'
import { columnsOf } from '../mapping/columns-of.ts'
import type { Mapping } from '../mapping/mapping-file.ts'
import { readCsv } from './csv.ts'
import { readLines } from './lines.ts'
import { containerOf, openBytes } from './open-bytes.ts'
import { readParquet } from './parquet.ts'
import type { Rows } from './row.ts'

/** How the events of a file are written. */
export type Format = 'ndjson' | 'csv' | 'parquet'

/** The rows of a file: Parquet if it begins like one, CSV if there is a mapping and no name of NDJSON, NDJSON otherwise. */
export async function openRows(path: string, mapping: Mapping | undefined): Promise<Rows & { format: Format }> {
  const { size } = await stat(path).catch((cause: unknown) => {
    throw new WeirError('NOT_FOUND', `${path} cannot be read`, { cause, remedy: 'Check the path.' })
  })
  const container = await containerOf(path)
  if (container === 'parquet') {
    if (mapping === undefined) throw unmapped(path, 'Parquet')
    return { format: 'parquet', ...readParquet(path, mapping.id === undefined ? undefined : columnsOf(mapping)) }
  }
  const isCsv = mapping !== undefined && !/\.(ndjson|jsonl|json)(\.(gz|zst))?$/i.test(path)
  if (!isCsv && /\.[ct]sv(\.(gz|zst))?$/i.test(path)) throw unmapped(path, 'CSV')
  let read = 0
  const bytes = openBytes(path, container, length => {
    read += length
  })
  return {
    format: isCsv ? 'csv' : 'ndjson',
    chunks: isCsv ? readCsv(bytes, mapping.delimiter) : readLines(bytes),
    progress: () => Math.min(1, read / Math.max(1, size)),
  }
}

const unmapped = (path: string, format: string) =>
  new WeirError('CONFIG_INVALID', `${path} is ${format}, and nothing says what its columns mean`, {
    remedy: 'Name a mapping file with --mapping; docs/import.md has one to begin with.',
  })
