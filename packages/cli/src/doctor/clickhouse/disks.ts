import type { ClickHouse } from '@weir/clickhouse'
import { type Finding, findingsOf } from '../finding.ts'

interface Disk {
  name: string
  free: string
  total: string
}

/** ClickHouse refuses inserts long before a disk is really full: merges need room, too. */
export async function diskFindings(clickhouse: Pick<ClickHouse, 'query'>): Promise<Finding[]> {
  const { ok, warning, fault } = findingsOf('clickhouse')
  const disks = await clickhouse.query<Disk>(
    'SELECT name, unreserved_space AS free, total_space AS total FROM system.disks WHERE total_space > 0',
  )
  return disks.map(({ name, free, total }) => {
    const share = Number(free) / Number(total)
    const told = `disk ${name}: ${gigabytes(free)} free of ${gigabytes(total)} (${Math.round(share * 100)} %)`
    if (Number(free) < 1e9) return fault(told, 'Make room: merges and inserts are about to fail.')
    if (share < 0.1) return warning(told, 'Make room, or add a disk.')
    return ok(told)
  })
}

const gigabytes = (bytes: string) => `${(Number(bytes) / 1e9).toFixed(1)} GB`
