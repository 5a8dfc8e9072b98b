import { useText } from '../language/use-language.ts'
import type { ConnectionState } from '../stream/open-stream.ts'

/** Whether what is shown is the present; said to a screen reader only when it changes. */
export function Connection({ state }: { state: ConnectionState }) {
  const t = useText()
  return (
    <span id="connection" className="connection" role="status" data-state={state}>
      {state === 'live' && t({ en: 'Live', zh: '实时' })}
      {state === 'waiting' &&
        t({
          en: 'No news from Weir: connecting again. If it stays so, look at the terminal it runs in.',
          zh: '暂无新数据，正在重连。若持续如此，请查看运行 Weir 的终端。',
        })}
      {state === 'signed-out' && (
        <a href="/login">{t({ en: 'This browser was signed out. Get a new link', zh: '登录已失效，获取新链接' })}</a>
      )}
    </span>
  )
}
