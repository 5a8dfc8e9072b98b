/** An error as ClickHouse would tell it: number, name and text. */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly code: number
  readonly type: string

  constructor(code: number, type: string, message: string) {
    super(message)
    this.code = code
    this.type = type
  }

  /** The body of the answer, in ClickHouse's form, which clients take apart. */
  text(version: string): string {
    return `Code: ${this.code}. DB::Exception: ${this.message} (${this.type}) (version ${version})\n`
  }
}

export const denied = (user: string, why: string): Fault =>
  new Fault(497, 'ACCESS_DENIED', `${user}: Not enough privileges. ${why}.`)

const statuses: readonly [number, readonly number[]][] = [
  [400, [6, 16, 25, 26, 27, 36, 38, 41, 44, 53, 62, 72, 117, 167, 168, 321, 376, 427, 441, 675, 676]],
  [401, [194]],
  [403, [192, 193, 497, 516]],
  [404, [46, 47, 50, 56, 60, 63, 73, 78, 81, 115, 336]],
  [408, [159]],
  [413, [229]],
  [501, [48]],
  [503, [76, 202, 209, 236, 439]],
]
const statusByCode = new Map(statuses.flatMap(([status, codes]) => codes.map(code => [code, status] as const)))

/** The HTTP status ClickHouse gives an error. */
export const statusOf = (fault: Fault): number => statusByCode.get(fault.code) ?? 500

const opening = /^(?:Query failed: )?(?:Code: (\d+)\. DB::Exception: )+/
const closing = /\s*\((?:version [^()]*(?:\([^()]*\))?|([A-Z][A-Z0-9_]{2,}))\)[.\s]*$/
/** Longer than what engine versions and error names at the end of a message ever are. */
const longestClosing = 300

/** What the addon throws, which tells code and name once or twice over. */
export function faultOf(error: unknown): Fault {
  if (error instanceof Fault) return error
  let text = error instanceof Error ? error.message : String(error)
  const head = opening.exec(text)
  if (!head) return new Fault(1002, 'UNKNOWN_EXCEPTION', text)
  text = text.slice(head[0].length)
  let type: string | undefined
  for (;;) {
    const tail = text.slice(-longestClosing)
    const found = closing.exec(tail)
    if (!found) break
    type ??= found[1]
    text = text.slice(0, text.length - tail.length + found.index)
  }
  return new Fault(Number(head[1]), type ?? 'UNKNOWN_EXCEPTION', text.endsWith('.') ? text : `${text}.`)
}
