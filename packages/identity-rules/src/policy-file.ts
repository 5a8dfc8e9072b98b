import { z } from 'zod'
import { normaliserNames } from './normalisers/index.ts'

const pattern = z.string().refine(compiles, { error: 'is no regular expression' })

function compiles(text: string): boolean {
  try {
    return Boolean(new RegExp(text, 'iu'))
  } catch {
    return false
  }
}

const blocked = z
  .strictObject({ values: z.array(z.string()).default([]), patterns: z.array(pattern).default([]) })
  .prefault({})

const type = z.strictObject({
  doc: z.string().min(1),
  sensitivity: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)], { error: 'must be 1, 2, 3 or 4' }),
  priority: z.int().positive(),
  scope: z.enum(['none', 'optional', 'required']).default('none'),
  weak: z.boolean().default(false),
  linking: z.boolean().default(true),
  limit: z.int().positive().optional(),
  degree: z.int().positive().optional(),
  normalise: z.enum(normaliserNames),
  hashOf: z.string().optional(),
  aliases: z.array(z.string().min(1)).default([]),
  blocked,
})

const file = z.strictObject({
  types: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/, { error: 'a type name is lower case, digits and _' }), type),
  blocked,
  cluster: z.strictObject({ keys: z.int().positive(), links: z.int().positive() }),
  overridesPerMinute: z.int().positive(),
  recycling: z.strictObject({
    types: z.array(z.string()),
    idle: z
      .string()
      .regex(/^\d+d$/, { error: 'must be days, such as 90d' })
      .transform(days => Number.parseInt(days, 10) * 86_400_000),
    against: z.array(z.string()),
  }),
})

/**
 * The shape of schemas/identity/policy.yaml, and what its parts must not say of each other. The second is looked at even
 * when some field is at fault, so that one reading shows every fault.
 */
export const policyFile = file.superRefine(contradictions, {
  when: ({ value }) => {
    const types = (value as Partial<PolicyFile> | null)?.types
    return types !== undefined && Object.values(types).every(type => Array.isArray(type.aliases))
  },
})

export type PolicyFile = z.output<typeof file>

function contradictions(policy: PolicyFile, context: z.RefinementCtx): void {
  const fault = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message })
  const types = policy.types ?? {}
  const priorities = new Map<number, string>()
  const names = new Map(Object.keys(types).map(name => [name, name]))
  for (const [name, type] of Object.entries(types)) {
    const rival = priorities.get(type.priority)
    if (rival)
      fault(['types', name, 'priority'], `${rival} has the same; ties would make the anchor a matter of chance`)
    priorities.set(type.priority, name)
    for (const alias of type.aliases) {
      const other = names.get(alias)
      if (other) fault(['types', name, 'aliases'], `"${alias}" already means ${other}`)
      names.set(alias, name)
    }
    for (const cap of ['limit', 'degree'] as const) {
      if (type.linking && type[cap] === undefined) fault(['types', name, cap], 'a type that links needs one')
    }
    if (type.hashOf !== undefined && !types[type.hashOf]) {
      fault(['types', name, 'hashOf'], `there is no type "${type.hashOf}"`)
    }
  }
  for (const part of ['types', 'against'] as const) {
    for (const name of policy.recycling?.[part] ?? []) {
      if (!types[name]) fault(['recycling', part], `there is no type "${name}"`)
    }
  }
}
