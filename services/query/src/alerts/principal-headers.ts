import type { Principal } from '@weir/http'

/** How query tells the alerts service on whose behalf it calls, beside the internal token. */
export const principalHeaders = (token: string, { tenant, id, scopes }: Principal): Record<string, string> => ({
  authorization: `Bearer ${token}`,
  'x-weir-tenant': tenant,
  'x-weir-principal': id,
  'x-weir-scopes': scopes.join(','),
})
