import type { IncomingMessage, ServerResponse } from 'node:http'
import { getResponse, type RequestHandler } from 'msw'
import type { Plugin, ViteDevServer } from 'vite'

async function body(request: IncomingMessage): Promise<Buffer | undefined> {
  if (request.method === 'GET' || request.method === 'HEAD') return undefined
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** Development starts at the sign-in page, as a first visit does. */
async function startSignedOut(server: ViteDevServer): Promise<void> {
  const loaded = await server.ssrLoadModule('/mocks/handlers/session.ts')
  ;(loaded as typeof import('./handlers/session')).session.principal = undefined
}

async function answer(
  server: ViteDevServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const { handlers } = (await server.ssrLoadModule('/mocks/handlers/all.ts')) as {
    handlers: RequestHandler[]
  }
  const content = await body(request)
  const mocked = await getResponse(
    handlers,
    new Request(`http://localhost${request.url}`, {
      method: request.method,
      headers: request.headers as Record<string, string>,
      body: content && new Uint8Array(content),
    }),
  )
  if (!mocked) return false
  response.writeHead(mocked.status, Object.fromEntries(mocked.headers))
  response.end(Buffer.from(await mocked.arrayBuffer()))
  return true
}

/** Answers API requests of the development server from the mock handlers, signed out at first. */
export function mockApi(): Plugin {
  return {
    name: 'steward-mock-api',
    configureServer(server) {
      let ready: Promise<void> | undefined
      server.middlewares.use((request, response, next) => {
        if (!request.url || !/^\/(api|auth)\//.test(request.url)) return next()
        ready ??= startSignedOut(server)
        ready.then(() => answer(server, request, response)).then((answered) => answered || next(), next)
      })
    },
  }
}
