import { z } from 'zod'

const event = z.object({
  index: z.int(),
  status: z.string(),
  code: z.string().optional(),
  message: z.string().optional(),
  receipt: z.string().optional(),
})

const answer = z.object({ accepted: z.int(), rejected: z.int(), events: z.array(event) })

/** One event that ingest refused and keeps as a dead letter. */
export interface RejectedEvent {
  index: number
  code: string
  message: string
  receipt: string
}

export interface Verdicts {
  accepted: number
  rejected: RejectedEvent[]
}

/** How every answer begins whose events were all accepted: a look is enough, and most are. */
const allAccepted = /^\{"success":true,"accepted":(\d+),"rejected":0,/

/** Ingest's verdicts; `undefined` for what is no answer of ingest. */
export function readVerdicts(text: string): Verdicts | undefined {
  const accepted = allAccepted.exec(text.slice(0, 80))?.[1]
  if (accepted !== undefined) return { accepted: Number(accepted), rejected: [] }
  const parsed = answer.safeParse(parseJson(text))
  if (!parsed.success) return undefined
  const rejected = parsed.data.events.filter(({ status }) => status === 'rejected')
  return {
    accepted: parsed.data.accepted,
    rejected: rejected.map(({ index, code = 'unknown', message = '', receipt = '' }) => ({
      index,
      code,
      message,
      receipt,
    })),
  }
}

const problem = z.object({ code: z.string(), detail: z.string(), remedy: z.string().optional() })

/** Why ingest refused a whole request, where it says so. */
export const readProblem = (text: string) => problem.safeParse(parseJson(text)).data

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
