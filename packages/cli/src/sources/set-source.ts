import type { SourceSettings } from '@weir/credentials'
import { WeirError } from '@weir/errors'
import { answer, type JsonFlag } from '../command/answer.ts'
import { withSources } from './open-sources.ts'

export interface SetFlags extends JsonFlag {
  tenant: string
  origin?: string[]
  rate?: string
  burst?: string
}

export async function setSource(flags: SetFlags, [source = '']: readonly string[]): Promise<undefined> {
  const { tenant } = flags
  const settings = settingsOf(flags)
  await withSources(sources => sources.putSettings(tenant, source, settings))
  answer(flags, { tenant, source, settings }, `Set for ${source}: every process follows within 5 seconds.`)
  return undefined
}

function settingsOf({ origin, rate, burst }: SetFlags): SourceSettings {
  if (burst !== undefined && rate === undefined)
    throw new WeirError('CONFIG_INVALID', '--burst goes with --rate', { remedy: 'Name both, or neither.' })
  return {
    ...(origin && { origins: origin }),
    ...(rate !== undefined && {
      rate: { perSecond: Number(rate), ...(burst !== undefined && { burst: Number(burst) }) },
    }),
  }
}
