import { setTimeout as wait } from 'node:timers/promises'
import { type Finding, faultOf, findingsOf } from './finding.ts'

/** Looks at one thing; what it throws is a finding, too. */
export interface Check {
  about: string
  look(): Promise<readonly Finding[]>
}

/** Longest a check may take, ms: an engine that does not answer must not hold up the others. */
const patienceMs = 25_000

/** Makes every check at once; the findings come in the order of the checks. */
export async function runChecks(checks: readonly Check[]): Promise<Finding[]> {
  return (await Promise.all(checks.map(runCheck))).flat()
}

async function runCheck({ about, look }: Check): Promise<readonly Finding[]> {
  const answered = new AbortController()
  const late = wait(patienceMs, undefined, { signal: answered.signal }).then(() => [
    findingsOf(about).fault(
      `no answer within ${patienceMs / 1_000} s`,
      'See that it runs and can be reached from here.',
    ),
  ])
  try {
    return await Promise.race([look(), late])
  } catch (error) {
    return [faultOf(about, error)]
  } finally {
    answered.abort()
    late.catch(() => undefined)
  }
}
