import type { Provenance } from '../provenance.ts'

/** A link as PostgreSQL answers with it: integers of 64 bits come as text. */
export interface LinkRow {
  first_at: string
  last_hour: number
  days_from: number
  days: Uint8Array
  evidence: Uint8Array
}

/** The columns of a `LinkRow`. */
export const linkColumns = 'l.first_at, l.last_hour, l.days_from, l.days, l.evidence'

type Evidence = [sources: string[], samples: [hash: string, source: string, id: string][]]

export function provenanceOfRow(row: LinkRow): Provenance {
  const [sources, samples] = JSON.parse(Buffer.from(row.evidence).toString()) as Evidence
  return {
    firstAt: Number(row.first_at),
    lastHour: row.last_hour,
    days: { from: row.days_from, bits: new Uint8Array(row.days) },
    sources,
    samples: samples.map(([hash, source, id]) => ({ hash, source, id })),
  }
}

export function evidenceOf({ sources, samples }: Provenance): Buffer {
  const evidence: Evidence = [[...sources], samples.map(({ hash, source, id }) => [hash, source, id])]
  return Buffer.from(JSON.stringify(evidence))
}
