import type { ApiFlags } from './open-api.ts'

export interface FilterFlags extends ApiFlags {
  source?: string
  type?: string
  code?: string
  field?: string
  id?: string
  from?: string
  to?: string
}

export type GroupFlags = FilterFlags

const names = ['source', 'type', 'code', 'field', 'id', 'from', 'to'] as const

/** The filter as the API takes it; nothing in it when no flag was given. */
export const filterOf = (flags: FilterFlags): Record<string, string> =>
  Object.fromEntries(names.flatMap(name => (flags[name] === undefined ? [] : [[name, flags[name]]])))

export const queryOf = (parameters: Record<string, string | undefined>): string => {
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}
