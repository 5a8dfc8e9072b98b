import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

/** This file runs from its source: only tests read it. */
export const root = join(import.meta.dirname, '../..')

export const readText = (path: string): string => readFileSync(join(root, path), 'utf8')

const Service = z.object({
  image: z.string(),
  profiles: z.array(z.string()).default([]),
  user: z.string().optional(),
  restart: z.string(),
  mem_limit: z.string(),
  privileged: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  read_only: z.boolean().default(false),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  networks: z.object({ default: z.object({ aliases: z.array(z.string()) }) }).optional(),
  depends_on: z
    .record(
      z.string(),
      z.object({ condition: z.enum(['service_started', 'service_healthy', 'service_completed_successfully']) }),
    )
    .default({}),
  healthcheck: z.object({ test: z.array(z.string()), interval: z.string(), timeout: z.string() }).optional(),
})

export type Service = z.output<typeof Service>

const ComposeFile = z.object({
  services: z.record(z.string(), Service),
  volumes: z.record(z.string(), z.null()),
})

export const composeFile = ComposeFile.parse(parse(readText('docker-compose.yml'), { merge: true, maxAliasCount: -1 }))

/** What `docker compose --profile <profile> up` starts: its services, and those of no profile. */
export const startedBy = (profile: string): Map<string, Service> =>
  new Map(
    Object.entries(composeFile.services).filter(
      ([, { profiles }]) => profiles.length === 0 || profiles.includes(profile),
    ),
  )
