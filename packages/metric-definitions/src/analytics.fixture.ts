// biome-ignore lint/style/noRestrictedImports: test material, which the package itself never imports
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Session } from 'chdb'
import { encodePoints, type MetricPoint, metricPointColumns } from './point.ts'
import type { BoundSql } from './points-sql.ts'

/** A real ClickHouse engine with Weir's tables in a directory of its own. */
export function openAnalytics() {
  const directory = mkdtempSync(join(tmpdir(), 'weir-metrics-'))
  const session = new Session(join(directory, 'db'))
  const schemas = new URL('../../../schemas/clickhouse/', import.meta.url)
  for (const name of readdirSync(schemas).toSorted())
    for (const statement of readFileSync(new URL(name, schemas), 'utf8').split(/;\s*\n/))
      if (statement.replaceAll(/--.*$/gm, '').trim() !== '') session.query(statement)

  const query = <Row>({ sql, params }: BoundSql): Row[] =>
    session
      .queryBind(sql, params, 'JSONEachRow')
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as Row)
  return {
    query,
    run: (sql: string) => void session.query(sql),
    insertPoints: (points: readonly MetricPoint[]) =>
      void session.query(
        `INSERT INTO weir_data.metric_points (${metricPointColumns.join(', ')}) SETTINGS async_insert = 0 FORMAT JSONCompactEachRow ${encodePoints(points)}`,
      ),
    close() {
      session.cleanup()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
