import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import type { ProviderName } from '@weir/credentials'
import { WeirError } from '@weir/errors'

/** The content of files, or of stdin, without the line break at its end. */
export async function readSecretFiles(paths: readonly string[] | undefined): Promise<string[] | undefined> {
  if (paths === undefined) return undefined
  return Promise.all(
    paths.map(async path => (path === '-' ? await text(process.stdin) : await contentOf(path)).trimEnd()),
  )
}

/** WeChat Pay's keys by serial, Alipay's as a list. @throws WeirError CONFIG_INVALID */
export async function readPublicKeys(
  provider: ProviderName,
  given: readonly string[] | undefined,
): Promise<string[] | Record<string, string> | undefined> {
  if (given === undefined) return undefined
  if (provider === 'alipay') return Promise.all(given.map(contentOf))
  const pairs = given.map(async pair => {
    const [, serial, path] = /^([^=]+)=(.+)$/.exec(pair) ?? []
    if (serial === undefined || path === undefined)
      throw new WeirError('CONFIG_INVALID', `"${pair}" names no serial`, { remedy: 'Write --public-key SERIAL=PATH.' })
    return [serial, await contentOf(path)] as const
  })
  return Object.fromEntries(await Promise.all(pairs))
}

async function contentOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new WeirError('CONFIG_INVALID', `${path} cannot be read`, { cause, remedy: 'Check the path.' })
  })
}
