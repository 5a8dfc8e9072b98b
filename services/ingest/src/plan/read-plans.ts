import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { WeirError } from '@weir/errors'
import { type Plan, parsePlan } from './plan-file.ts'

/** Every plan of a directory. @throws WeirError CONFIG_INVALID when one is at fault, or two are for the same source. */
export async function readPlans(directory: string): Promise<readonly Plan[]> {
  const plans = new Map<string, Plan>()
  for (const name of (await readdir(directory)).filter(file => file.endsWith('.yaml')).sort()) {
    const plan = parsePlan(await readFile(join(directory, name), 'utf8'), name)
    const key = `${plan.tenant ?? '*'}/${plan.source}`
    if (plans.has(key)) throw new WeirError('CONFIG_INVALID', `${name} is a second plan for the source ${key}`)
    plans.set(key, plan)
  }
  return [...plans.values()]
}
