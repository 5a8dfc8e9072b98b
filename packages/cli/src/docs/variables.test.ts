import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { variablesOf } from './variables.ts'

const reader = (name: string, variables: z.ZodRawShape) => ({ name, command: name, schema: z.object(variables) })
const port = z.coerce.number().default(4001)

describe('variablesOf', () => {
  it('tells default, need and choices as people write them', () => {
    const shape = {
      PORT: port.describe('Port'),
      LEVEL: z.enum(['low', 'high']).default('low').describe('Level'),
      URL: z.string().describe('Where'),
      DIR: z.string().optional().describe('Directory'),
      AGE: z.string().transform(Number).prefault('7').describe('Age'),
    }
    expect(variablesOf([reader('a', shape)])).toEqual([
      { name: 'PORT', fallback: '4001', required: false, meaning: 'Port', readBy: ['a'] },
      { name: 'LEVEL', fallback: 'low', required: false, meaning: 'Level (`low`, `high`)', readBy: ['a'] },
      { name: 'URL', fallback: undefined, required: true, meaning: 'Where', readBy: ['a'] },
      { name: 'DIR', fallback: undefined, required: false, meaning: 'Directory', readBy: ['a'] },
      { name: 'AGE', fallback: '7', required: false, meaning: 'Age', readBy: ['a'] },
    ])
  })

  it('lists a variable once, with all its readers and the fullest description', () => {
    const shapes = ['Port', 'Port of a', 'A port'].map(meaning => ({ PORT: port.describe(meaning) }))
    const readers = shapes.map((shape, index) => reader('abc'[index]!, shape))
    expect(variablesOf(readers)).toMatchObject([{ name: 'PORT', meaning: 'Port of a', readBy: ['a', 'b', 'c'] }])
  })

  it('refuses two defaults, and a variable nobody described', () => {
    const other = { PORT: z.coerce.number().default(1).describe('Port') }
    expect(() => variablesOf([reader('a', { PORT: port.describe('Port') }), reader('b', other)])).toThrow(
      'PORT is 1 in b and 4001 in a',
    )
    expect(() => variablesOf([reader('a', { PORT: port })])).toThrow('PORT of a has no description')
  })
})
