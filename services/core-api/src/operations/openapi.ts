import { OpenAPIHono } from '@hono/zod-openapi'
import type { EndpointEnv } from '../http/endpoint.ts'

const info = {
  title: 'Latchkey core-api',
  version: '0.1.0',
  description:
    'Organisations, users, buildings, units, assignments and occupancy. What a route demands stands in `x-permission`.',
}

/** The OpenAPI 3.1 document of the API, with every path below /api. */
export function describeApi(api: OpenAPIHono<EndpointEnv>): object {
  const described = new OpenAPIHono<EndpointEnv>().route('/api', api)
  const { openAPIRegistry } = described
  openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
  })
  const platformKey = { type: 'apiKey', in: 'header', name: 'X-Platform-Key' } as const
  openAPIRegistry.registerComponent('securitySchemes', 'platformKey', platformKey)
  return described.getOpenAPI31Document({ openapi: '3.1.1', info, servers: [{ url: '/' }] })
}
