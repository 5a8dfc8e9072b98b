import type { FastifyRequest } from 'fastify'

/** Whether the client would rather have a page than JSON: browsers say so, programs that say nothing get JSON. */
export function prefersHtml(request: FastifyRequest): boolean {
  const weights = (request.headers.accept ?? '').split(',').map(parseRange)
  const weightOf = (type: string) => weights.find(({ range }) => range === type)?.weight ?? 0
  return weightOf('text/html') > weightOf('application/json')
}

function parseRange(text: string): { range: string; weight: number } {
  const [range = '', ...parameters] = text.split(';').map(part => part.trim().toLowerCase())
  const q = parameters.find(parameter => parameter.startsWith('q='))
  return { range, weight: q === undefined ? 1 : Number(q.slice(2)) || 0 }
}
