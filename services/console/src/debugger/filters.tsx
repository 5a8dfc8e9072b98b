import { debuggerOutcomes } from '@weir/console-protocol'
import { useText } from '../language/use-language.ts'
import { outcomeNames } from './outcome-names.ts'
import type { Filter } from './use-filter.ts'

export interface FiltersProps {
  filter: Filter
  sources: readonly string[]
  onFilter: (changes: Partial<Filter>) => void
}

export function Filters({ filter, sources, onFilter }: FiltersProps) {
  const t = useText()
  const shown = filter.source === '' || sources.includes(filter.source) ? sources : [filter.source, ...sources]
  return (
    <>
      <label className="source-filter">
        {t({ en: 'Source', zh: '来源' })}
        <select value={filter.source} onChange={event => onFilter({ source: event.target.value })}>
          <option value="">{t({ en: 'all sources', zh: '全部来源' })}</option>
          {shown.map(source => (
            <option key={source}>{source}</option>
          ))}
        </select>
      </label>
      <fieldset className="outcome-filter">
        <legend className="hidden">{t({ en: 'Outcome', zh: '结果' })}</legend>
        {(['', ...debuggerOutcomes] as const).map(outcome => (
          <label key={outcome}>
            <input
              type="radio"
              name="outcome"
              checked={filter.outcome === outcome}
              onChange={() => onFilter({ outcome })}
            />
            <span>{outcome === '' ? t({ en: 'All', zh: '全部' }) : t(outcomeNames[outcome])}</span>
          </label>
        ))}
      </fieldset>
    </>
  )
}
