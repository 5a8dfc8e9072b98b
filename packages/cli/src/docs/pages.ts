import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseMetrics } from '@weir/metric-definitions'
import { inRepository } from '../repository.ts'
import { cliPage } from './cli-page.ts'
import { configurationPage } from './configuration-page.ts'
import { metricsPage } from './metrics-page.ts'
import { loadProcesses } from './processes.ts'

/** How every generated page is made again; said wherever one is found out of date. */
export const regenerate = 'npm run docs -w packages/cli'

/** The pages that are generated, by their path in the repository. */
export const generatedPages: Record<string, (tree: 'src' | 'dist') => Promise<string>> = {
  'docs/configuration.md': async tree => configurationPage(await loadProcesses(tree)),
  'docs/cli.md': async () => cliPage(),
  'docs/metrics.md': async () => metricsPage(parseMetrics(metricFiles())),
}

function metricFiles(): { name: string; text: string }[] {
  const directory = inRepository('schemas/metrics')
  return readdirSync(directory)
    .filter(name => name.endsWith('.yaml'))
    .sort()
    .map(name => ({ name, text: readFileSync(join(directory, name), 'utf8') }))
}
