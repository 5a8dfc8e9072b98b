import { clickhouseEnv } from '@weir/clickhouse'
import { commonEnv, duration, port } from '@weir/config'
import { secretsEnv } from '@weir/credentials'
import { eventLogEnv } from '@weir/event-log'
import { lifecycleEnv } from '@weir/lifecycle'
import { stateStoreEnv } from '@weir/state-store'
import { telemetryEnv } from '@weir/telemetry'
import { z } from 'zod'
import { parseHostPort } from './outgoing/address.ts'

const hostPorts = z.string().transform((text, context) => {
  const entries = text.split(',').filter(entry => entry.trim() !== '')
  return new Set(
    entries.map(entry => {
      const parsed = parseHostPort(entry)
      if (parsed !== undefined) return parsed
      context.addIssue({ code: 'custom', message: `"${entry.trim()}" is no host:port` })
      return z.NEVER
    }),
  )
})

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** Variables of the alerts service beside those every process has. */
export const alertsEnv = {
  WEIR_ALERTS_PORT: port(4004).describe('Port of the alerts service: rules, episodes, channels'),
  WEIR_ALERTS_ALLOW_HOSTS: hostPorts
    .prefault('')
    .describe('host:port, separated by commas, that pages may go to although the address is private or plain http'),
  WEIR_ALERTS_LAG_TOLERANCE: duration
    .prefault('15s')
    .describe('How far stored data may be behind before pages say so and rules on volumes hold still'),
  WEIR_ALERTS_TIMEZONE: z
    .string()
    .refine(isTimeZone, { error: 'must be an IANA time zone such as Asia/Shanghai' })
    .default('UTC')
    .describe('Time zone of times in pages'),
  WEIR_SCHEMAS_DIR: z
    .string()
    .optional()
    .describe('Directory with metrics/, alerts/ and identity/policy.yaml; the one that ships with Weir when not set'),
}

export const configSchema = z.object({
  ...commonEnv,
  ...telemetryEnv,
  ...lifecycleEnv,
  ...secretsEnv,
  ...stateStoreEnv,
  ...eventLogEnv,
  ...clickhouseEnv,
  ...alertsEnv,
})

export type AlertsConfig = z.output<typeof configSchema>
