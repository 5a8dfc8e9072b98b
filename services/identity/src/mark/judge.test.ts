import { expect, it } from 'vitest'
import { judge } from './judge.ts'

const state = { generation: 'g', highWater: 10, commits: 5 }

it.each([
  ['a first start', [], undefined],
  ['its own older mark', [{ generation: 'g', highWater: 10 }], undefined],
  ['a mark ahead of it', [{ generation: 'g', highWater: 11 }], 'restored from an older moment'],
  ['the mark of another state', [{ generation: 'h', highWater: 0 }], 'another identity state'],
  [
    'its own and another',
    [
      { generation: 'g', highWater: 3 },
      { generation: 'h', highWater: 3 },
    ],
    'lost or made anew',
  ],
])('judges %s', (_what, marks, part) => {
  const why = judge(state, marks)
  if (part === undefined) expect(why).toBeUndefined()
  else expect(why).toContain(part)
})
