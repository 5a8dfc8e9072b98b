import { type Finding, findingsOf } from './finding.ts'
import { timed } from './measure.ts'

/** More than this, and freshness, windows and the ledger's minutes begin to be wrong by it. */
const warnMs = 1_000
/** Events more than 5 minutes ahead lose their time; alerts judge seconds. */
const faultMs = 30_000

/** Compares an engine's clock with ours; half the time of the call is what we cannot know. */
export async function clockFinding(about: string, serverNow: () => Promise<number>): Promise<Finding> {
  const { ok, warning, fault } = findingsOf(about)
  const { value, tookMs, middleAt } = await timed(serverNow)
  const offMs = Math.max(0, Math.abs(value - middleAt) - tookMs / 2)
  const told = `its clock is ${offMs < 1_000 ? `${offMs.toFixed(0)} ms` : `${(offMs / 1_000).toFixed(1)} s`} `
  const direction = value > middleAt ? 'ahead of this machine' : 'behind this machine'
  const remedy = 'Synchronise the clocks of all machines (chrony, systemd-timesyncd).'
  if (offMs >= faultMs) return fault(told + direction, remedy)
  if (offMs >= warnMs) return warning(told + direction, remedy)
  return ok(`its clock agrees with this machine's (within ${Math.ceil(offMs + tookMs / 2)} ms)`)
}
