import type { Bilingual, DebuggerOutcome } from '@weir/console-protocol'

export const outcomeNames: Record<DebuggerOutcome, Bilingual> = {
  accepted: { en: 'Accepted', zh: '已接收' },
  rejected: { en: 'Rejected', zh: '已拒收' },
}
