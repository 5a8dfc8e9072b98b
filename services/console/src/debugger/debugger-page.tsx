import type { DebuggerMessage } from '@weir/console-protocol'
import { useReducer } from 'react'
import { useText } from '../language/use-language.ts'
import type { ConnectionState } from '../stream/open-stream.ts'
import { useStream } from '../stream/use-stream.ts'
import { Announcement } from './announcement.tsx'
import { EventRow } from './event-row.tsx'
import { emptyFeed, reduceFeed } from './feed.ts'
import { Filters } from './filters.tsx'
import { FirstEvent } from './first-event.tsx'
import { PauseButton } from './pause-button.tsx'
import { TrafficRates } from './traffic-rates.tsx'
import { addressOf, type Filter, useFilter } from './use-filter.ts'

const streamed = ['recent', 'news'] as const

/** Each source's last events as ingest decides them. */
export function DebuggerPage({ onConnection }: { onConnection: (state: ConnectionState) => void }) {
  const t = useText()
  const [filter, setFilter] = useFilter()
  const [feed, dispatch] = useReducer(reduceFeed, emptyFeed)
  useStream<(typeof streamed)[number], DebuggerMessage>(
    addressOf('/v1/debugger', filter),
    streamed,
    (type, message) => dispatch({ type, message }),
    onConnection,
  )
  const refilter = (changes: Partial<Filter>) => {
    setFilter(changes)
    dispatch({ type: 'refilter' })
  }
  return (
    <div className="debugger">
      <div className="debugger-head">
        <h1>{t({ en: 'Live debugger', zh: '实时调试' })}</h1>
        <p className="quiet">{t({ en: 'What ingest decides, as it decides it', zh: '接入服务的判定，实时可见' })}</p>
        <TrafficRates feed={feed} />
      </div>
      <div className="debugger-controls">
        <Filters filter={filter} sources={feed.sources} onFilter={refilter} />
        <PauseButton held={feed.held} onToggle={() => dispatch({ type: feed.held ? 'resume' : 'pause' })} />
      </div>
      <Announcement feed={feed} />
      <div role="status">{feed.log === 'unavailable' && <LogUnavailable />}</div>
      {feed.events.length > 0 && (
        <ol
          className="decisions"
          aria-label={t({ en: 'Decided events, the newest first', zh: '已判定的事件，最新在前' })}
        >
          {feed.events.map(event => (
            <EventRow key={event.receipt} event={event} />
          ))}
        </ol>
      )}
      {feed.events.length === 0 && feed.log === 'starting' && (
        <p className="quiet">{t({ en: 'Looking for the last events …', zh: '正在查找最近的事件……' })}</p>
      )}
      {feed.events.length === 0 && feed.log === 'reading' && (
        <FirstEvent filtered={filter.source !== '' || filter.outcome !== ''} />
      )}
    </div>
  )
}

function LogUnavailable() {
  const t = useText()
  return (
    <p className="alert fault">
      <strong>
        {t({
          en: 'The event log does not answer: nothing new is shown, and senders are asked to try again. Look at the terminal of Weir, or at /readyz. This page goes on by itself.',
          zh: '事件日志无响应：暂无新事件，发送方会被要求重试。请查看 Weir 终端或 /readyz。恢复后本页自动继续。',
        })}
      </strong>
    </p>
  )
}
