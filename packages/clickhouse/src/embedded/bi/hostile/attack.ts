/** A statement that must do nothing, and what it tries. */
export type Attack = readonly [tries: string, sql: string]

/** What attacks aim at: nothing of `file` may come out, nothing may appear in `directory`, nobody may call `port`. */
export interface Traps {
  file: string
  directory: string
  port: number
}
