const local = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium' })

/** Moments in the time of whoever reads them; what was sent, in UTC, stays as their tooltip. */
export function showLocalTimes(): void {
  for (const element of document.querySelectorAll<HTMLTimeElement>('time[datetime]')) {
    element.title = element.textContent ?? ''
    element.textContent = local.format(new Date(element.dateTime))
  }
  for (const element of document.querySelectorAll<SVGTextElement>('text[data-time]')) {
    element.textContent = local.format(new Date(Number(element.dataset.time))).slice(11, 16)
  }
}
