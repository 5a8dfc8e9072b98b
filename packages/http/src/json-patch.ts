import { z } from 'zod'

const mostOperations = 50

const pointer = z
  .string()
  .max(1_024)
  .regex(/^(?:\/(?:[^~/]|~[01])*)*$/, { error: 'is no JSON Pointer; write /properties/total' })
  .describe('JSON Pointer (RFC 6901) into the original')

const value = z.unknown().describe('Any JSON value')

/** A JSON Patch, RFC 6902: its form and number of operations. Where a pointer leads is for whoever applies it. */
export const JsonPatch = z
  .array(
    z.discriminatedUnion('op', [
      z.object({ op: z.enum(['add', 'replace', 'test']), path: pointer, value }),
      z.object({ op: z.literal('remove'), path: pointer }),
      z.object({ op: z.enum(['copy', 'move']), from: pointer, path: pointer }),
    ]),
  )
  .max(mostOperations)

export type JsonPatch = z.output<typeof JsonPatch>
