import { isWeirError, WeirError } from '@weir/errors'
import { openText, type Secrets, sealText } from '@weir/privacy'
import type { StateStore, Stored } from '@weir/state-store'
import { listAll } from '../list-all.ts'
import { type Channel, channelSchema } from './channel.ts'
import type { StoredChannel } from './channel-view.ts'

const collection = 'alert_channels'

/** The whole configuration is sealed: addresses and phone numbers are as secret as the secrets. */
type ChannelDocument = { tenant: string; name: string; default: boolean; sealed: string; disabled: string | null }

export interface ChannelStore {
  list(tenant: string): Promise<readonly StoredChannel[]>
  /** Undefined when there is none: a page for it cannot be delivered any more. */
  find(tenant: string, name: string): Promise<StoredChannel | undefined>
  /** Names of the channels that get the pages of a rule. */
  targets(tenant: string, wanted: readonly string[] | undefined): Promise<readonly string[]>
  /** @throws WeirError CONFLICT when the name is taken. */
  create(tenant: string, channel: Channel): Promise<StoredChannel>
  /** Also switches a disabled one on again. @throws WeirError NOT_FOUND, FORBIDDEN for a file, CONFLICT by version. */
  replace(tenant: string, channel: Channel, version: number): Promise<StoredChannel>
  remove(tenant: string, name: string, version: number): Promise<void>
  /** The receiver answered that it is gone for good. */
  disable(tenant: string, name: string, reason: string): Promise<void>
}

/** @param files Channels of schemas/alerts/channels, for every tenant. */
export function createChannelStore(state: StateStore, secrets: Secrets, files: readonly Channel[]): ChannelStore {
  const keyOf = (tenant: string, name: string) => `${tenant}/${name}`
  const file = (name: string) => files.find(channel => channel.name === name)
  const fromFile = (channel: Channel): StoredChannel => ({ channel, version: 0, origin: 'file', disabled: null })
  const opened = ({ value, version }: Stored<ChannelDocument>): StoredChannel => ({
    channel: channelSchema.parse(JSON.parse(openText(secrets, value.sealed))),
    version,
    origin: 'api',
    disabled: value.disabled,
  })
  const documentOf = (tenant: string, channel: Channel, disabled: string | null): ChannelDocument => ({
    tenant,
    name: channel.name,
    default: channel.default,
    sealed: sealText(secrets, JSON.stringify(channel)),
    disabled,
  })

  async function write(tenant: string, channel: Channel, expect: number): Promise<StoredChannel> {
    const key = keyOf(tenant, channel.name)
    await state.transact([{ put: collection, key, value: documentOf(tenant, channel, null), expect }]).catch(error => {
      if (!isWeirError(error, 'CONFLICT')) throw error
      throw expect === 0 ? taken(channel.name) : stale(channel.name)
    })
    return { channel, version: expect + 1, origin: 'api', disabled: null }
  }

  async function mustBeStored(tenant: string, name: string): Promise<void> {
    if (file(name))
      throw new WeirError('FORBIDDEN', `"${name}" comes from a file`, { remedy: 'Change the file and restart alerts.' })
    if (!(await state.get(collection, keyOf(tenant, name))))
      throw new WeirError('NOT_FOUND', `there is no channel "${name}"`, {
        field: 'name',
        remedy: 'GET /v1/alerts/channels lists those there are.',
      })
  }

  return {
    async list(tenant) {
      const documents = await listAll<ChannelDocument>(state, collection, `${tenant}/`)
      return [...files.map(fromFile), ...documents.map(opened)]
    },
    async find(tenant, name) {
      const shipped = file(name)
      if (shipped) return fromFile(shipped)
      const document = await state.get<ChannelDocument>(collection, keyOf(tenant, name))
      return document && opened(document)
    },
    async targets(tenant, wanted) {
      if (wanted) return [...new Set(wanted)]
      const documents = await listAll<ChannelDocument>(state, collection, `${tenant}/`)
      return [...files, ...documents.map(({ value }) => value)].filter(one => one.default).map(({ name }) => name)
    },
    async create(tenant, channel) {
      if (file(channel.name)) throw taken(channel.name)
      return write(tenant, channel, 0)
    },
    async replace(tenant, channel, version) {
      await mustBeStored(tenant, channel.name)
      return write(tenant, channel, version)
    },
    async remove(tenant, name, version) {
      await mustBeStored(tenant, name)
      await state.transact([{ delete: collection, key: keyOf(tenant, name), expect: version }]).catch(error => {
        throw isWeirError(error, 'CONFLICT') ? stale(name) : error
      })
    },
    async disable(tenant, name, reason) {
      const key = keyOf(tenant, name)
      const document = await state.get<ChannelDocument>(collection, key)
      if (!document) return
      const value = { ...document.value, disabled: reason }
      await state.transact([{ put: collection, key, value, expect: document.version }]).catch(error => {
        // Somebody is just changing it: their word is newer than the receiver's.
        if (!isWeirError(error, 'CONFLICT')) throw error
      })
    },
  }
}

const taken = (name: string) =>
  new WeirError('CONFLICT', `there is a channel "${name}" already`, {
    field: 'name',
    remedy: 'GET /v1/alerts/channels lists those there are.',
  })
const stale = (name: string) =>
  new WeirError('CONFLICT', `"${name}" was changed by somebody else`, {
    field: 'version',
    remedy: 'Read it again and send the version you read.',
  })
