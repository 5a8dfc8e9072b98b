import type { Style } from '../view/style.ts'
import { wrap } from '../view/width.ts'

/** Markdown of a robot as a chat shows it: headings and names bold, links spelt out. */
export function dingTalkLines(markdown: string, { style, columns }: { style: Style; columns: number }): string[] {
  const bar = `  ${style.dim('│')} `
  return markdown.split('\n').flatMap(line => {
    const heading = /^#+ (.*)/.exec(line)?.[1]
    const text = (heading ?? line).replace(/^- /, '· ').replace(/\[([^\]]*)\]\(([^)]*)\)/g, '$1: $2')
    const lines = wrap(
      text.replaceAll(/\*\*(.+?)\*\*/g, (_, name: string) => style.bold(name)),
      columns - 4,
    )
    return lines.map(part => `${bar}${heading === undefined ? part : style.bold(part)}`.trimEnd())
  })
}
