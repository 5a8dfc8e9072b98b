import { WeirError } from '@weir/errors'
import type { Json, Operation, StateStore } from '@weir/state-store'
import type { Source, Tenant } from './principal.ts'

const tenants = 'tenants'
const sources = 'sources'
const pageSize = 500

// Interfaces are no Json, for they may be extended; the same shapes as types are.
type TenantDocument = { [K in keyof Tenant]: Tenant[K] }
type SourceDocument = { [K in keyof Source]: Source[K] }

// Both are parts of document keys, URLs and labels; a tenant's has no dot, because key ids are `<tenant>.<random>`.
const tenantName = /^[a-z0-9][a-z0-9_-]{0,62}$/
const sourceName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/

/** @throws WeirError REQUEST_MALFORMED with the field. */
export function checkNames({ tenant, source }: { tenant: string; source?: string | undefined }): void {
  if (!tenantName.test(tenant)) {
    throw new WeirError('REQUEST_MALFORMED', `"${tenant}" cannot name a tenant`, {
      field: 'tenant',
      remedy: 'use up to 63 of a-z, 0-9, - and _, starting with a letter or digit',
    })
  }
  if (source !== undefined && !sourceName.test(source)) {
    throw new WeirError('REQUEST_MALFORMED', `"${source}" cannot name a source`, {
      field: 'source',
      remedy: 'use up to 63 letters, digits, -, _ and dots, starting with a letter or digit',
    })
  }
}

/** Which tenants there are, and the sources of each. */
export function createRegistry(state: StateStore) {
  const register = async (collection: string, key: string, value: Tenant | Source): Promise<Operation[]> =>
    (await state.get(collection, key)) === undefined ? [{ put: collection, key, value: { ...value }, expect: 0 }] : []

  async function all<T extends Json>(collection: string, prefix: string): Promise<T[]> {
    const found: T[] = []
    for (let after = ''; ; ) {
      const page = await state.list<T>(collection, { prefix, after, limit: pageSize })
      found.push(...page.map(({ value }) => value))
      const last = page.at(-1)
      if (last === undefined || page.length < pageSize) return found
      after = last.key
    }
  }

  return {
    /** Steps that make a tenant, and a source of it, unless they are there. */
    async ensure({ tenant, source }: { tenant: string; source?: string | undefined }, createdAt: number) {
      const steps = await register(tenants, tenant, { name: tenant, createdAt })
      if (source === undefined) return steps
      return [...steps, ...(await register(sources, `${tenant}/${source}`, { tenant, name: source, createdAt }))]
    },
    tenants: () => all<TenantDocument>(tenants, ''),
    sources: (tenant: string) => all<SourceDocument>(sources, `${tenant}/`),
  }
}
