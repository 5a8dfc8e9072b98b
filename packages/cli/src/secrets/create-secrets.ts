import { resolve } from 'node:path'
import { commonEnv, loadConfig } from '@weir/config'
import { createSecrets, secretsDir, secretsEnv } from '@weir/credentials'
import { hmacFingerprint } from '@weir/privacy'
import { z } from 'zod'
import { answer, type JsonFlag } from '../command/answer.ts'

const schema = z.object({ ...commonEnv, ...secretsEnv })

export async function createSecretsCommand(flags: JsonFlag): Promise<undefined> {
  const directory = resolve(secretsDir(loadConfig(schema, process.env)))
  const secrets = await createSecrets(directory)
  const files = ['hmac.key', `sealing-${secrets.sealing.current}.key`]
  const fingerprint = hmacFingerprint(secrets)
  answer(
    flags,
    { directory, files, fingerprint },
    `Made ${files.join(' and ')} in ${directory}.
Copy the directory to every machine of this installation, mode 600, and keep a copy with your back-ups: without
hmac.key nobody is recognised again, without the sealing keys nothing sealed can be read again.
Fingerprint of the HMAC secret: ${fingerprint}`,
  )
  return undefined
}
