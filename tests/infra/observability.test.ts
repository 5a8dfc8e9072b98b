import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { startTestPlatform, type TestPlatform } from '../platform/platform.ts'
import { composeFile, readText, root } from './compose-file.ts'
import { exportedBy, metricsIn } from './promql.ts'

const Dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  panels: z.array(
    z.object({
      id: z.number(),
      type: z.string(),
      title: z.string().min(1),
      targets: z.array(z.object({ expr: z.string().min(1), datasource: z.object({ uid: z.string() }) })).default([]),
    }),
  ),
})

const RuleFile = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      rules: z.array(
        z.object({
          alert: z.string().regex(/^Weir[A-Z]\w+$/),
          expr: z.string(),
          for: z.string().optional(),
          labels: z.object({ severity: z.enum(['page', 'ticket']) }),
          annotations: z.object({ summary: z.string().min(1), remedy: z.string().min(1) }),
        }),
      ),
    }),
  ),
})

const DataSources = z.object({ datasources: z.array(z.object({ uid: z.string(), url: z.string() })) })
const Prometheus = z.object({
  rule_files: z.array(z.string()),
  scrape_configs: z.array(
    z.object({
      job_name: z.string(),
      dns_sd_configs: z.array(z.object({ names: z.array(z.string()), port: z.number() })).default([]),
    }),
  ),
})

const namesIn = (directory: string) => readdirSync(join(root, directory))
const dashboards = namesIn('infra/grafana/dashboards').map(
  name => [name, Dashboard.parse(JSON.parse(readText(`infra/grafana/dashboards/${name}`)))] as const,
)
const rules = namesIn('infra/prometheus/rules').flatMap(name =>
  RuleFile.parse(parse(readText(`infra/prometheus/rules/${name}`))).groups.flatMap(group => group.rules),
)
const expressions = [
  ...dashboards.flatMap(([name, { panels }]) =>
    panels.flatMap(panel => panel.targets.map(({ expr }) => [`${panel.title} in ${name}`, expr] as const)),
  ),
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
]

/** Of Prometheus itself and of node-exporter, which docker-compose.yml starts with these collectors. */
const ofOthers = ['up', 'node_filesystem_avail_bytes', 'node_filesystem_size_bytes']

describe('dashboards and rules', () => {
  let platform: TestPlatform
  const exported = new Set(ofOthers)

  beforeAll(async () => {
    platform = await startTestPlatform()
    for (const service of ['ingest', 'identity', 'processor', 'query', 'alerts']) {
      const answer = await fetch(`http://127.0.0.1:${platform.urls().ports[service]}/metrics`)
      for (const name of exportedBy(await answer.text())) exported.add(name)
    }
  })
  afterAll(() => platform.dispose())

  it.each(expressions)('%s reads only what the services export', (_place, expression) => {
    const metrics = metricsIn(expression)
    expect(metrics).not.toHaveLength(0)
    for (const name of metrics) expect(exported, expression).toContain(name)
  })

  it('every figure of Weir is on a dashboard', () => {
    const shown = new Set(expressions.flatMap(([, expression]) => metricsIn(expression)))
    const families = [...exported].filter(name => name.startsWith('weir_')).map(familyOf)
    const seen = new Set([...shown].map(familyOf))
    expect(families.filter(family => !seen.has(family))).toEqual([])
  })
})

describe('provisioning', () => {
  it('gives every panel the data source that Grafana is given, under ids that differ', () => {
    const { datasources } = DataSources.parse(parse(readText('infra/grafana/provisioning/datasources/prometheus.yml')))
    expect(datasources.map(({ url }) => url)).toEqual(['http://prometheus:9090'])
    const known = datasources.map(({ uid }) => uid)
    for (const [, { panels }] of dashboards) {
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
      for (const { targets } of panels) for (const { datasource } of targets) expect(known).toContain(datasource.uid)
    }
    expect(new Set(dashboards.map(([, { uid }]) => uid)).size).toBe(dashboards.length)
  })

  it('looks for every service under its name in docker-compose.yml, at its port', () => {
    const config = Prometheus.parse(parse(readText('infra/prometheus/prometheus.yml')))
    const documented = readText('docs/configuration.md')
    for (const { job_name, dns_sd_configs } of config.scrape_configs)
      for (const { names, port } of dns_sd_configs) {
        expect(Object.keys(composeFile.services)).toEqual(expect.arrayContaining(names))
        expect(documented).toContain(`| \`WEIR_${job_name.toUpperCase()}_PORT\` | \`${port}\``)
      }
    const jobs = config.scrape_configs.map(({ job_name }) => job_name)
    const asked = expressions.flatMap(([, expression]) =>
      [...expression.matchAll(/job=~?"([^"]+)"/g)].flatMap(([, value]) => value!.split('|')),
    )
    expect(jobs).toEqual(expect.arrayContaining([...new Set(asked)]))
  })

  it('names each rule once', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length)
  })
})

/** A histogram is one figure, however many series it is made of. */
function familyOf(name: string): string {
  return name.replace(/_(?:bucket|sum|count)$/, '')
}
