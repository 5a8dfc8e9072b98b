import { z } from 'zod'
import { formatCoordinates } from '../receipts/coordinates.ts'
import { receiptPath } from '../receipts/receipt-path.ts'
import { isoTime } from '../times.ts'
import { letterStates } from './filter.ts'
import type { LetterGroup } from './group-rows.ts'
import type { Letter } from './letter-rows.ts'
import { whyNot } from './replayable.ts'

const reason = {
  code: z.string(),
  field: z.string(),
  type: z.string().describe('Empty where no type could be told'),
  source: z.string(),
}

export const LetterAnswer = z
  .object({
    letter: z.string().describe('Its place on events.rejected; names it in every other call'),
    id: z.string(),
    ...reason,
    message: z.string(),
    receivedAt: z.string(),
    door: z.string().describe('The way it came in, such as segment/track; empty where an older Weir refused it'),
    originalBytes: z.int(),
    state: z.enum(letterStates),
    replayable: z.boolean(),
    receipt: z.string().describe('Path of its receipt'),
  })
  .meta({ id: 'DeadLetter' })

export const LettersAnswer = z
  .object({
    letters: z.array(LetterAnswer).describe('The newest first'),
    next: z.string().optional().describe('Send it as `cursor` for the next page; absent on the last'),
  })
  .meta({ id: 'DeadLetters' })

export const OpenedLetterAnswer = z
  .object({
    ...LetterAnswer.shape,
    original: z.unknown().describe('The event as it was sent; with `read` alone its names, each value by its kind'),
    delivery: z
      .unknown()
      .optional()
      .describe('What came beside it and is a part of it, such as the context of its batch'),
    clear: z.boolean().describe('Whether these are the values as they were sent'),
  })
  .meta({ id: 'OpenedDeadLetter' })

export const GroupsAnswer = z
  .object({
    groups: z
      .array(
        z.object({
          ...reason,
          count: z.int(),
          open: z.int().describe('Of these not replayed'),
          firstAt: z.string(),
          lastAt: z.string(),
          sample: z.object({ letter: z.string(), id: z.string(), receipt: z.string() }).describe('The newest'),
        }),
      )
      .describe('At most 200, those with most open letters first'),
  })
  .meta({ id: 'DeadLetterGroups' })

export const letterAnswer = (letter: Letter): z.input<typeof LetterAnswer> => ({
  letter: formatCoordinates(letter.coordinates),
  id: letter.id,
  source: letter.source,
  type: letter.type,
  code: letter.code,
  field: letter.field,
  message: letter.message,
  receivedAt: isoTime(letter.receivedAt),
  door: letter.door,
  originalBytes: letter.originalLength,
  state: letter.state,
  replayable: whyNot(letter) === undefined,
  receipt: receiptPath(letter, { rejected: formatCoordinates(letter.coordinates) }),
})

export const groupAnswer = ({ sample, firstAt, lastAt, ...group }: LetterGroup) => ({
  ...group,
  firstAt: isoTime(firstAt),
  lastAt: isoTime(lastAt),
  sample: {
    letter: formatCoordinates(sample.coordinates),
    id: sample.id,
    receipt: receiptPath({ id: sample.id, source: group.source }, { rejected: formatCoordinates(sample.coordinates) }),
  },
})
