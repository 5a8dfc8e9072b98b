import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Global unicast of IPv6: everything else there is for special use, or carries an IPv4 address inside. */
const globalIpv6 = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number]

/**
 * Whether an address is one of the public internet. Loopback, private, link-local, shared, documentation, multicast and
 * reserved ranges are not, nor IPv6 forms that wrap an IPv4 address (mapped, NAT64, 6to4, Teredo).
 */
export function isPublicAddress(address: string): boolean {
  const bare = address.replace(/%.*$/, '')
  // ipaddr.js alone takes short forms such as 1.2.3, which mean different addresses to different resolvers.
  if (isIP(bare) === 0) return false
  const parsed = ipaddr.process(bare)
  if (parsed.range() !== 'unicast') return false
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).match(globalIpv6)
}

/** `host:port` of a URL, as allow-lists name it: lower case, the port spelt out. */
export function hostPort(url: URL): string {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return `${url.hostname.toLowerCase()}:${port}`
}

/** `127.0.0.1:9000` or `[::1]:9000` or `hooks.internal:443`, in the form `hostPort` gives. Undefined when it is none. */
export function parseHostPort(text: string): string | undefined {
  const match = /^(\[[0-9a-fA-F:.]+\]|[^\s/:@?#[\]]+):(\d{1,5})$/.exec(text.trim())
  const url = match && `http://${match[1]}:${match[2]}`
  return url && URL.canParse(url) ? hostPort(new URL(url)) : undefined
}

/** Whether only this machine can reach a listener on that host. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || (isIP(host) !== 0 && ipaddr.process(host).range() === 'loopback')
