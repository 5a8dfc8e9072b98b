import { z } from 'zod'
import type { ConfiguredProcess } from './processes.ts'

/** A variable of the environment as people set it. */
export interface Variable {
  name: string
  /** As written in the environment; undefined when there is none. */
  fallback: string | undefined
  required: boolean
  meaning: string
  /** Names of the processes that read it, in their order. */
  readBy: string[]
}

const property = z.object({
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  description: z.string().optional(),
  enum: z.array(z.string()).optional(),
})

const schemaOfEnvironment = z.object({
  properties: z.record(z.string(), property),
  required: z.array(z.string()).default([]),
})

/**
 * Every variable once, in the order in which the processes name them; of several descriptions the fullest.
 * @throws Error for a variable without a description, or with another default in another process.
 */
export function variablesOf(processes: readonly ConfiguredProcess[]): Variable[] {
  const found = new Map<string, Variable>()
  for (const { name: reader, schema } of processes) {
    const { properties, required } = schemaOfEnvironment.parse(
      z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }),
    )
    for (const [name, { default: fallback, description, enum: choices }] of Object.entries(properties)) {
      if (!description) throw new Error(`${name} of ${reader} has no description`)
      const variable: Variable = {
        name,
        fallback: fallback === undefined || fallback === '' ? undefined : String(fallback),
        required: required.includes(name),
        meaning: choices ? `${description} (${choices.map(choice => `\`${choice}\``).join(', ')})` : description,
        readBy: [reader],
      }
      const known = found.get(name)
      if (!known) found.set(name, variable)
      else if (known.fallback !== variable.fallback)
        throw new Error(`${name} is ${variable.fallback} in ${reader} and ${known.fallback} in ${known.readBy[0]}`)
      else {
        known.readBy.push(reader)
        if (variable.meaning.length > known.meaning.length) known.meaning = variable.meaning
      }
    }
  }
  return [...found.values()]
}
