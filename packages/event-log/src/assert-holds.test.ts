import { expect, it } from 'vitest'
import { assertHolds } from './assert-holds.ts'

const log = { bounds: async () => ({ generation: 'g', partitions: [{ start: 3, end: 8 }] }) }
const check = (next: number) => assertHolds(log, 'events.accepted', new Map([[0, { next }]]))

it('takes positions from the first record held to the end, and no others', async () => {
  await check(3)
  await check(8)
  await expect(check(2)).rejects.toMatchObject({ code: 'LOG_POSITION_INVALID' })
  await expect(check(9)).rejects.toThrow(/position 9 of events.accepted\/0 is outside the log, which holds 3 to 8/)
})
