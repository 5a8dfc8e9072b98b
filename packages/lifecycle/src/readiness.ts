export type CheckState = { ok: true } | { ok: false; reason: string; since?: number }

export interface ReadinessReport {
  ready: boolean
  /** Each named check; a failing one says why and since when (ISO 8601). */
  checks: Record<string, { ok: boolean; reason?: string; since?: string }>
}

/** What a process needs to be of use, by name: engines, partitions, and whether it is stopping. */
export interface Readiness {
  /** Changes one check. A check that stays bad keeps the time since which it is; `since` in Unix ms overrules it. */
  set(name: string, state: CheckState): void
  report(): ReadinessReport
}

/** @param names checks that must have passed once before the process is ready. */
export function createReadiness(names: readonly string[] = [], now: () => number = Date.now): Readiness {
  const checks = new Map<string, CheckState & { since?: number }>()
  for (const name of names) checks.set(name, { ok: false, reason: 'not started yet', since: now() })
  return {
    set(name, state) {
      const before = checks.get(name)
      if (state.ok) checks.set(name, { ok: true })
      else
        checks.set(name, { ...state, since: state.since ?? (before && !before.ok ? before.since : undefined) ?? now() })
    },
    report() {
      const report: ReadinessReport = { ready: true, checks: {} }
      for (const [name, check] of checks) {
        if (!check.ok) report.ready = false
        report.checks[name] = check.ok
          ? { ok: true }
          : { ok: false, reason: check.reason, since: new Date(check.since ?? now()).toISOString() }
      }
      return report
    },
  }
}
