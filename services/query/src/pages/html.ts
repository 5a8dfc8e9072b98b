/** Text that is safe to put into a page. Only `html` makes it. */
export interface Html {
  readonly html: string
}

export type Fragment = Html | string | number | undefined | false | readonly Fragment[]

/** A page's text: whatever is put in is escaped unless it came from here. Attributes must stand in double quotes. */
export const html = (parts: TemplateStringsArray, ...values: Fragment[]): Html => ({
  html: parts.reduce((text, part, at) => text + render(values[at - 1]) + part),
})

function render(value: Fragment): string {
  if (value === undefined || value === false) return ''
  if (typeof value === 'string' || typeof value === 'number')
    return String(value).replace(/[&<>"']/g, sign => entities[sign]!)
  return 'html' in value ? value.html : value.map(render).join('')
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
