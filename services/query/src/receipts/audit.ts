import type { Principal } from '@weir/http'
import type { Logger } from '@weir/telemetry'
import { type Coordinates, formatCoordinates } from './coordinates.ts'

export interface Opening {
  principal: Principal
  /** The event whose original it is. */
  letter: { coordinates: Coordinates; source: string }
  purpose: 'read' | 'receipt' | 'replay' | 'dry run'
  /** Whether its values are handed out. */
  clear: boolean
}

export type Audit = (opening: Opening) => void

/** A line for each original that is decrypted: who, which, what for. Its place names it; an id is the sender's choice. */
export const createAudit =
  (log: Logger): Audit =>
  ({ principal, letter, purpose, clear }) =>
    log.info(
      {
        audit: 'dead letter opened',
        tenant: principal.tenant,
        principal: principal.id,
        letter: formatCoordinates(letter.coordinates),
        source: letter.source,
        purpose,
        clear,
      },
      'dead letter opened',
    )
