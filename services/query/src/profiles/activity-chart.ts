import { type Html, html } from '../pages/html.ts'
import type { Profile } from './answers.ts'

const days = 90
const dayMs = 86_400_000
const height = 80
const pitch = 10

/** A bar for each of the 90 UTC days up to the last one anything happened on. */
export function activityChart(activity: Profile['activity'], lastMs: number): Html {
  const counts = new Map(activity.map(({ day, events }) => [day, events]))
  const most = Math.max(1, ...counts.values())
  const dayAt = (index: number) => new Date(lastMs - (days - 1 - index) * dayMs).toISOString().slice(0, 10)
  const bars = Array.from({ length: days }, (_, at) => {
    const day = dayAt(at)
    const events = counts.get(day) ?? 0
    const size = events === 0 ? 1 : Math.max(4, Math.round((events / most) * height))
    return html`<rect x="${at * pitch}" y="${height - size}" width="${pitch - 2}" height="${size}" class="${events === 0 ? 'none' : 'some'}"><title>${day}: ${events}</title></rect>`
  })
  const total = activity.reduce((sum, { events }) => sum + events, 0)
  return html`<svg class="activity" viewBox="0 0 ${days * pitch} ${height}" role="img" aria-label="${total} events, at most ${most} a day · 共 ${total} 个事件，单日最多 ${most} 个" preserveAspectRatio="none">${bars}</svg>
<p class="activity-ends quiet" aria-hidden="true"><span>${dayAt(0)}</span><span>${dayAt(days - 1)}</span></p>`
}
