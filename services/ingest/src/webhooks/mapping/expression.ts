import { z } from 'zod'

/** `data.object.items.0.sku`: names and indexes from the outside in. `$appId` and the like come from the source's settings. */
const path = z
  .string()
  .regex(/^\$?[\p{L}_][\p{L}\p{N}_-]*(?:\.[\p{L}\p{N}_-]+)*$/u, { error: 'is no path such as data.object.id' })

/** How a value of ours is made of what the provider sent. The forms are explained in schemas/sources/providers/README.md. */
export type Expression =
  | string
  | Expression[]
  | { text: string }
  | { minor: string; currency: Expression }
  | { upper: Expression }
  | { seconds: Expression }
  | { beijing: Expression }
  | { join: Expression[]; with: string }
  | { sum: string; of: string }
  | { each: string; fields: Record<string, Expression> }
  | { person: { type: string; scope?: Expression | undefined; value: Expression } }

export const expression: z.ZodType<Expression> = z.lazy(() =>
  z.union([
    path,
    z.array(expression).min(1),
    z.strictObject({ text: z.string() }),
    z.strictObject({ minor: path, currency: expression }),
    z.strictObject({ upper: expression }),
    z.strictObject({ seconds: expression }),
    z.strictObject({ beijing: expression }),
    z.strictObject({ join: z.array(expression).min(1), with: z.string() }),
    z.strictObject({ sum: path, of: path }),
    z.strictObject({ each: path, fields: z.record(z.string(), expression) }),
    z.strictObject({ person: z.strictObject({ type: z.string(), scope: expression.optional(), value: expression }) }),
  ]),
)
