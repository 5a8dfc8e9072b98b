import { useText } from '../language/use-language.ts'

const command = `cred() { node -p "require('./data/credentials.json').$1"; }
curl -s "$(cred ingestUrl)/v1/track" -u "$(cred writeKey):" \\
  -H 'content-type: application/json' \\
  -d '{"userId":"u-1","event":"Order Completed",
       "properties":{"order_id":"o-1","total":"199.00","currency":"CNY"}}'`

/** Nothing has come yet: how to make something come. */
export function FirstEvent({ filtered }: { filtered: boolean }) {
  const t = useText()
  if (filtered) {
    return (
      <section className="card narrow">
        <h2>{t({ en: 'Nothing that fits the filter yet', zh: '暂无符合筛选条件的事件' })}</h2>
        <p>
          {t({
            en: 'An event appears here in the moment ingest decides it. Show all sources and outcomes to see whether anything comes at all.',
            zh: '事件一经判定便会出现在这里。可切换为全部来源和结果，确认是否有事件到达。',
          })}
        </p>
      </section>
    )
  }
  return (
    <section className="card narrow">
      <h2>{t({ en: 'Waiting for the first event', zh: '等待第一个事件' })}</h2>
      <p>
        {t({
          en: 'Run this where Weir runs, in its folder; the event appears here at once:',
          zh: '在 Weir 所在机器的安装目录中运行以下命令，事件会立即出现在这里：',
        })}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls must be reached by keyboard */}
      <pre tabIndex={0}>
        <code>{command}</code>
      </pre>
      <p className="quiet">
        {t({
          en: 'With "total":"a lot" it is rejected, and you see why. credentials.json lies in the data directory (WEIR_DATA_DIR).',
          zh: '将 total 改为 "a lot" 则会被拒收，并显示原因。credentials.json 位于数据目录（WEIR_DATA_DIR）。',
        })}
      </p>
    </section>
  )
}
