import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { App } from './app.ts'

/** `/docs` for people, `/docs/json` for programs; made from the routes' schemas, so it cannot lag behind them. */
export function addOpenApi(app: App, info: { title: string; version: string; description?: string }): void {
  // Loaded here: most services have no documents, and the plugins cost tens of milliseconds at start.
  app.register(import('@fastify/swagger'), {
    openapi: {
      openapi: '3.1.0',
      info,
      components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
      security: [{ apiKey: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  })
  app.register(import('@fastify/swagger-ui'), { routePrefix: '/docs', staticCSP: true })
}
