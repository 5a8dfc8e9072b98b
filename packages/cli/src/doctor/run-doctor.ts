import { loadConfig } from '@weir/config'
import { exitCodes } from '@weir/lifecycle'
import { answer, type JsonFlag } from '../command/answer.ts'
import { runChecks } from './check.ts'
import { clickhouseChecks } from './clickhouse/clickhouse-checks.ts'
import { doctorSchema } from './config.ts'
import { logChecks } from './log-checks.ts'
import { machineChecks } from './machine-checks.ts'
import { openPatient } from './patient.ts'
import { report } from './report.ts'
import { serviceChecks } from './service-checks.ts'
import { stateChecks } from './state-checks.ts'

export async function runDoctor(flags: JsonFlag): Promise<number> {
  const patient = openPatient(loadConfig(doctorSchema, process.env))
  const findings = await runChecks([
    ...machineChecks(patient),
    ...stateChecks(patient),
    ...logChecks(patient),
    ...clickhouseChecks(patient),
    ...serviceChecks(patient),
  ]).finally(() => patient.close())
  const ok = findings.every(({ level }) => level !== 'fault')
  answer(flags, { ok, findings }, report(findings))
  return ok ? exitCodes.stopped : exitCodes.failed
}
