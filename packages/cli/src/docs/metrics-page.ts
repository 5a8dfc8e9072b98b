import type { Metric } from '@weir/metric-definitions'

const intro = `# Metrics

What ships in \`schemas/metrics\`, one file each. \`GET /v1/metrics\` answers the same as JSON, \`GET /v1/metrics/{name}\` the values; a
synonym does for the name. The window is the default, every request may ask for another. Values with a smaller sample than the
least one raise no alarm.

随附的指标定义，与 \`schemas/metrics\` 下的文件一一对应。\`GET /v1/metrics\` 以 JSON 返回同样内容，\`GET /v1/metrics/{name}\` 返回数值，
也可用同义词查询。所列窗口为默认值，每次查询可另行指定；样本量低于最小样本的数值不会触发告警。

This page is generated from those files. 本页由上述文件生成。`

/** docs/metrics.md: the dictionary of the shipped metrics in both languages. */
export const metricsPage = (metrics: readonly Metric[]): string =>
  [intro, ...metrics.map(entry)].join('\n\n').concat('\n')

function entry({ name, title, definition, includes, excludes, synonyms, ...metric }: Metric): string {
  const { unit, kind, windowMs, minSample, dimensions, owner } = metric
  const facts = [
    `\`${kind}\` in \`${unit}\``,
    `window \`${durationText(windowMs)}\``,
    ...(minSample > 0 ? [`least sample ${minSample}`] : []),
    dimensions.length > 0 ? `by ${dimensions.map(dimension => `\`${dimension}\``).join(' ')}` : 'no dimensions',
    `owner ${owner}`,
  ]
  return [
    `## ${name}\n`,
    `**${title.en} · ${title.zh}** — ${facts.join(', ')}\n`,
    `- ${definition.en} Counts: ${includes.en} Leaves out: ${excludes.en}`,
    `- ${definition.zh}计入：${includes.zh}不计入：${excludes.zh}`,
    ...(synonyms.length > 0 ? [`- Also, 亦称: ${synonyms.join(', ')}`] : []),
  ].join('\n')
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const

/** The shortest way to write a duration: 180000 is `3m`. */
function durationText(ms: number): string {
  const unit = units.find(([, size]) => ms >= size && ms % size === 0)
  return unit ? `${ms / unit[1]}${unit[0]}` : `${ms}ms`
}
