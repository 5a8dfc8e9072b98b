import { type DebuggerOutcome, debuggerOutcomes } from '@weir/console-protocol'
import { useState } from 'react'

/** Empty: all of them. */
export interface Filter {
  source: string
  outcome: DebuggerOutcome | ''
}

export const addressOf = (path: string, { source, outcome }: Filter): string => {
  const query = new URLSearchParams({ ...(source && { source }), ...(outcome && { outcome }) }).toString()
  return query ? `${path}?${query}` : path
}

function fromAddress(): Filter {
  const query = new URLSearchParams(location.search)
  const outcome = debuggerOutcomes.find(name => name === query.get('outcome')) ?? ''
  return { source: query.get('source') ?? '', outcome }
}

/** The filter, kept in the address: a link to what somebody sees shows others the same. */
export function useFilter(): [Filter, (changes: Partial<Filter>) => void] {
  const [filter, setFilter] = useState(fromAddress)
  return [
    filter,
    changes => {
      const changed = { ...filter, ...changes }
      history.replaceState(null, '', addressOf(location.pathname, changed))
      setFilter(changed)
    },
  ]
}
