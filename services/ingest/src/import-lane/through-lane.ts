import type { FastifyRequest } from 'fastify'
import type { Gate } from '../door/gate.ts'
import type { ImportLane } from './import-lane.ts'

/** Requests that name this lane in the header `weir-lane` are imports of history. */
export const isImport = ({ headers }: Pick<FastifyRequest, 'headers'>): boolean => headers['weir-lane'] === 'import'

/** Counted for a body whose length is not announced. */
const unannouncedBytes = 256 * 1_024

/** The same gate, behind which imports wait for their turn. Nobody else is asked to. */
export const throughLane =
  (gate: Gate, lane: ImportLane): Gate =>
  async (request, reply, sender) => {
    const clearance = await gate(request, reply, sender)
    if (!isImport(request)) return clearance
    const leave = await lane.enter(Number(request.headers['content-length']) || unannouncedBytes)
    // It may have closed while it waited; then the event will not come.
    if (reply.raw.closed) leave()
    else reply.raw.once('close', leave)
    return clearance
  }
