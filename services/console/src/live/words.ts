import type { Language, LiveMessage } from '@weir/console-protocol'
import { useEffect, useState } from 'react'
import { count } from './numbers.ts'

/** What the charts show in words, for those who do not see them. */
export interface Words {
  traffic?: string
  online?: string
  account?: string
}

const everyMs = 30_000

/** Renewed now and then: every second, and it would never be heard to its end. */
export function useWords(model: LiveMessage | undefined, language: Language): Words {
  const [renewal, setRenewal] = useState(0)
  const [words, setWords] = useState<Words>({})
  useEffect(() => {
    const timer = setInterval(() => setRenewal(count => count + 1), everyMs)
    return () => clearInterval(timer)
  }, [])
  const known = model !== undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new model alone is no reason, see above
  useEffect(() => {
    if (model) setWords(wordsOf(model, language))
  }, [renewal, language, known])
  return words
}

function wordsOf({ charts, ledger }: LiveMessage, language: Language): Words {
  const words: Words = {}
  for (const name of ['traffic', 'online'] as const) {
    const values = (charts?.[name][0]?.points ?? []).flatMap(([, value]) => value ?? [])
    if (values.length === 0) continue
    const [low, high] = [Math.min(...values), Math.max(...values)].map(value => count(value, language))
    words[name] =
      language === 'zh' ? `近 15 分钟在 ${low} 与 ${high} 之间` : `between ${low} and ${high} in the last 15 minutes`
  }
  if (ledger) {
    const total = ledger.reduce((sum, { accepted }) => sum + accepted, 0)
    words.account = language === 'zh' ? `近 1 小时接收 ${total} 个事件` : `${total} events accepted in the last hour`
  }
  return words
}
