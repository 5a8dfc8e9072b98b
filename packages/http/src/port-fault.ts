import { WeirError } from '@weir/errors'

/** Why a server cannot listen, as a WeirError where a person can change it. */
export function portFault(
  cause: NodeJS.ErrnoException,
  { host, port, variable }: { host: string; port: number; variable?: string | undefined },
): unknown {
  const set = variable ? `set ${variable} to a free port (0 picks one)` : 'choose another port'
  if (cause.code === 'EADDRINUSE')
    return new WeirError('PORT_IN_USE', `port ${port} on ${host} is in use`, {
      cause,
      remedy: `Stop what listens there, or ${set}.`,
    })
  if (cause.code === 'EACCES')
    return new WeirError('CONFIG_INVALID', `this user may not listen on port ${port}`, {
      cause,
      remedy: `Please ${set}.`,
    })
  if (cause.code === 'EADDRNOTAVAIL' || cause.code === 'ENOTFOUND')
    return new WeirError('CONFIG_INVALID', `${host} is no address of this machine`, { cause, remedy: 'Set WEIR_HOST.' })
  return cause
}
