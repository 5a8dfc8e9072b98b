import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Language } from '@weir/console-protocol'
import { html } from './html.ts'

const opening = '<html lang="en" data-tenant="">'

/** The console's document for one reader; undefined when the console is not built. Read each time: a build may replace it. */
export async function consoleDocument(
  directory: string,
  reader: { tenant: string; language: Language },
): Promise<string | undefined> {
  const document = await readFile(join(directory, 'index.html'), 'utf8').catch(() => undefined)
  return document?.replace(opening, () => html`<html lang="${reader.language}" data-tenant="${reader.tenant}">`.html)
}
