import { execFile } from 'node:child_process'
import { access, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Browser, chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
const places = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/snap/bin/chromium']

/** Path of any Chromium of this machine. */
export async function findChromium(): Promise<string | undefined> {
  const folders = (process.env.PATH ?? '').split(delimiter)
  for (const path of [...folders.flatMap(folder => names.map(name => join(folder, name))), ...places]) {
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path
  }
  return undefined
}

export const launchChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })

/**
 * Compiles the pages' scripts into a directory of its own, as the build does but without its checks: a test of pages does
 * not wait for the whole workspace. Remove the directory afterwards.
 */
export async function compilePages(): Promise<string> {
  const sources = fileURLToPath(new URL('..', import.meta.url))
  const compiled = await mkdtemp(join(tmpdir(), 'weir-pages-'))
  const options = [
    '--ignoreConfig',
    '--noCheck',
    '--skipLibCheck',
    '--types',
    '',
    '--target',
    'ES2023',
    '--module',
    'NodeNext',
  ]
  const imports = ['--verbatimModuleSyntax', '--allowImportingTsExtensions', '--rewriteRelativeImportExtensions']
  const scripts = ['live', 'language', 'local-times'].map(name => join(sources, `browser/${name}.ts`))
  const places = ['--rootDir', sources, '--outDir', compiled, ...scripts]
  await promisify(execFile)(join(sources, '../../../node_modules/.bin/tsc'), [...options, ...imports, ...places])
  return compiled
}
