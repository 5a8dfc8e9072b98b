import { keptOriginalBytes } from '@weir/event'
import type { Letter } from './letter-rows.ts'

export interface Obstacle {
  code: string
  message: string
}

/** Why a letter cannot be replayed, whatever the patch; undefined when it can. */
export function whyNot({ door, originalLength }: Pick<Letter, 'door' | 'originalLength'>): Obstacle | undefined {
  if (originalLength > keptOriginalBytes)
    return {
      code: 'original_cut',
      message: `The original had ${originalLength} bytes and only the first ${keptOriginalBytes} were kept. Let its source send it again, smaller.`,
    }
  if (door === '')
    return {
      code: 'door_unknown',
      message: 'An older Weir refused it and did not keep which way it came in. Let its source send it again.',
    }
  return undefined
}
