import { join } from 'node:path'
import { type Metric, parseMetrics } from '@weir/metric-definitions'
import { type Channel, channelSchema } from './channels/channel.ts'
import { ruleFaults } from './rules/active-rule.ts'
import { type Rule, ruleSchema } from './rules/rule.ts'
import { parseYamlFiles, readYamlFiles } from './yaml-files.ts'

export interface Shipped {
  metrics: ReadonlyMap<string, Metric>
  rules: readonly Rule[]
  channels: readonly Channel[]
}

/** Everything the service reads from files, once, at start. @throws WeirError CONFIG_INVALID naming every fault. */
export async function readShipped(schemas: string): Promise<Shipped> {
  const read = (directory: string) => readYamlFiles(join(schemas, directory))
  const [metricFiles, ruleFiles, channelFiles] = await Promise.all([
    read('metrics'),
    read('alerts'),
    read(join('alerts', 'channels')),
  ])
  const metrics = new Map(parseMetrics(metricFiles).map(metric => [metric.name, metric]))
  const rules = parseYamlFiles(ruleFiles, ruleSchema, rule =>
    ruleFaults(rule, metrics).map(({ field, message }) => `${field}: ${message}`),
  )
  return { metrics, rules, channels: parseYamlFiles(channelFiles, channelSchema) }
}
