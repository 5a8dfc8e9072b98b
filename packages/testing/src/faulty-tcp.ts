import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/**
 * What happens to bytes on their way to the target:
 * - `drop`: they do not arrive, and the connection breaks on both sides;
 * - `lose-answer`: they arrive; when the target begins to answer, the connection breaks and nothing of the answer arrives;
 * - `hang`: they arrive, and no answer ever comes;
 * - `strand`: they do not arrive; the client's side breaks, and the target waits on its side for ever.
 */
export type TcpFault = 'drop' | 'lose-answer' | 'hang' | 'strand'

export interface FaultyTcp {
  port: number
  /** The next bytes that match (all, unless told) meet these faults, one each. */
  next(faults: readonly TcpFault[], matches?: (sent: string) => boolean): void
  /** Faults not yet met. */
  readonly pending: number
  /** Forgets them. */
  clear(): void
  close(): Promise<void>
}

/** A proxy before a TCP service, for tests of what happens when what was sent or answered gets lost. */
export async function createFaultyTcp(target: { host: string; port: number }): Promise<FaultyTcp> {
  const plans: { fault: TcpFault; matches(sent: string): boolean }[] = []
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.setNoDelay(true)
    // A broken connection is what this is for.
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    return socket
  }
  const planFor = (bytes: Buffer): TcpFault | undefined => {
    const sent = bytes.toString('latin1')
    const index = plans.findIndex(plan => plan.matches(sent))
    return index < 0 ? undefined : plans.splice(index, 1)[0]?.fault
  }

  const server = createServer(client => {
    const service = keep(connect(target))
    let met: TcpFault | undefined
    keep(client)
    client.on('data', bytes => {
      const fault = met === undefined ? planFor(bytes) : undefined
      met ??= fault
      if (met === 'strand' || met === 'drop') client.destroy()
      if (met === 'drop') service.destroy()
      if (met === undefined || fault === 'lose-answer' || fault === 'hang') service.write(bytes)
    })
    service.on('data', bytes => {
      if (met === undefined) client.write(bytes)
      if (met !== 'lose-answer') return
      client.destroy()
      service.destroy()
    })
    client.on('close', () => met !== 'strand' && service.destroy())
    service.on('close', () => client.destroy())
  })

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    get pending() {
      return plans.length
    },
    clear() {
      plans.length = 0
    },
    next(faults, matches = () => true) {
      plans.push(...faults.map(fault => ({ fault, matches })))
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
