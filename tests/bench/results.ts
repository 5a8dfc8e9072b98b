import type { Figures } from './scenario.ts'
import { median } from './statistics.ts'

export interface Figure {
  name: string
  median: number
  min: number
  max: number
  rounds: number[]
}

export interface Row {
  name: string
  figures: Figure[]
}

/** What came out of a scenario; `failure` says why its figures do not count. */
export interface ScenarioResult {
  name: string
  question: string
  rows: Row[]
  notes: string[]
  seconds: number
  failure?: string
}

/** Gathers rounds by row and figure, in the order they were first seen. */
export function createRows() {
  const rows = new Map<string, Map<string, number[]>>()
  return {
    record(row: string, figures: Figures): void {
      const known = rows.get(row) ?? new Map<string, number[]>()
      rows.set(row, known)
      for (const [name, value] of Object.entries(figures)) known.set(name, [...(known.get(name) ?? []), value])
    },
    summary: (): Row[] =>
      [...rows].map(([name, figures]) => ({
        name,
        figures: [...figures].map(([name, rounds]) => ({
          name,
          median: median(rounds),
          min: Math.min(...rounds),
          max: Math.max(...rounds),
          rounds,
        })),
      })),
  }
}
