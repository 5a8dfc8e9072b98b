import { failureDocument, failureText } from './failure.ts'

export interface JsonFlag {
  json?: boolean
}

/** A line for people: beside the answer, never in its way. */
export const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/** The answer of a command: one JSON document for programs, a text for people. */
export function answer({ json }: JsonFlag, document: unknown, text: string): void {
  process.stdout.write(json ? `${JSON.stringify(document)}\n` : `${text}\n`)
}

/** A command's failure. Programs find it where they look for the answer. */
export function answerFailure({ json }: JsonFlag, error: unknown): void {
  say(failureText(error))
  if (json) process.stdout.write(`${JSON.stringify(failureDocument(error))}\n`)
}
