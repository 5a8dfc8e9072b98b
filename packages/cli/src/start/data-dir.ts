import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { WeirError } from '@weir/errors'
import { holderIsDead, processHolder } from '@weir/state-store'
import type { Ports } from './ports.ts'

/** Format of everything below the data directory; a change of it needs a migration or a fresh directory. */
const format = 1
const neededBytes = 500_000_000

/** What a running platform tells others about itself; it is also the lock of the data directory. */
export interface Running {
  holder: string
  pid: number
  startedAt: string
  /** Of each service it runs; absent while it has not chosen them. */
  ports?: Partial<Ports>
}

const lockFile = (dataDir: string) => join(dataDir, 'running.json')

function readRunning(dataDir: string): Running | undefined {
  try {
    return JSON.parse(readFileSync(lockFile(dataDir), 'utf8')) as Running
  } catch {
    return undefined
  }
}

/** The platform that has this data directory open, if one does. */
export function runningPlatform(dataDir: string): Running | undefined {
  const running = readRunning(dataDir)
  return running && !holderIsDead(running.holder) ? running : undefined
}

export interface TakenDataDir {
  /** Tells others which services run, and where. */
  tell(ports: Partial<Ports>): void
  release(): void
}

/**
 * Takes the data directory for this process.
 * @throws WeirError DATA_DIR_IN_USE, DATA_DIR_VERSION, DISK_FULL, each with its remedy.
 */
export function takeDataDir(dataDir: string): TakenDataDir {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  checkFormat(dataDir)
  checkRoom(dataDir)
  const other = runningPlatform(dataDir)
  if (other) throw inUse(dataDir, other)
  rmSync(lockFile(dataDir), { force: true })
  const mine: Running = { holder: processHolder('weir'), pid: process.pid, startedAt: new Date().toISOString() }
  const draft = `${lockFile(dataDir)}.${process.pid}`
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 })
  try {
    // A link fails when the name is taken: of two that start at once, one wins.
    linkSync(draft, lockFile(dataDir))
  } catch {
    throw inUse(dataDir, readRunning(dataDir))
  } finally {
    rmSync(draft, { force: true })
  }
  return {
    tell(ports) {
      writeFileSync(draft, JSON.stringify({ ...mine, ports }), { mode: 0o600 })
      renameSync(draft, lockFile(dataDir))
    },
    release: () => rmSync(lockFile(dataDir), { force: true }),
  }
}

const inUse = (dataDir: string, other: Running | undefined) =>
  new WeirError('DATA_DIR_IN_USE', `${resolve(dataDir)} is in use by Weir, process ${other?.pid ?? 'unknown'}`, {
    remedy: 'Use that one, stop it, or set WEIR_DATA_DIR to another directory.',
  })

function checkFormat(dataDir: string): void {
  const file = join(dataDir, 'format.json')
  if (!existsSync(file)) {
    writeFileSync(file, `${JSON.stringify({ format })}\n`, { mode: 0o600 })
    return
  }
  const found = (JSON.parse(readFileSync(file, 'utf8')) as { format?: unknown }).format
  if (found === format) return
  throw new WeirError(
    'DATA_DIR_VERSION',
    `${resolve(dataDir)} has format ${String(found)}, this version of Weir writes ${format}`,
    {
      remedy: 'Start the version that wrote it, or set WEIR_DATA_DIR to a fresh directory.',
    },
  )
}

function checkRoom(dataDir: string): void {
  const { bavail, bsize } = statfsSync(dataDir)
  if (bavail * bsize >= neededBytes) return
  throw new WeirError(
    'DISK_FULL',
    `the disk of ${resolve(dataDir)} has only ${Math.floor((bavail * bsize) / 1e6)} MB left`,
    {
      remedy: `Free at least ${neededBytes / 1e6} MB, or set WEIR_DATA_DIR to another disk.`,
    },
  )
}
