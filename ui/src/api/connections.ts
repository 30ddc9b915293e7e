import { queryOptions } from '@tanstack/react-query'
import { call, inEnvironment } from './http'
import type { ConnectionReferenceView, ConnectionView, NewConnection, Page } from './types'

export const connectionKeys = {
  all: (environment: string) => ['environment', environment, 'connections'] as const,
  references: (environment: string) => ['environment', environment, 'connection-references'] as const,
}

export function connectionsQuery(environment: string) {
  return queryOptions({
    queryKey: connectionKeys.all(environment),
    queryFn: ({ signal }) =>
      call<Page<ConnectionView>>('GET', inEnvironment(environment, 'connections'), {
        query: { limit: 500 },
        signal,
      }),
  })
}

export function createConnection(environment: string, connection: NewConnection): Promise<ConnectionView> {
  return call('POST', inEnvironment(environment, 'connections'), { json: connection })
}

export function referencesQuery(environment: string) {
  return queryOptions({
    queryKey: connectionKeys.references(environment),
    queryFn: ({ signal }) =>
      call<Page<ConnectionReferenceView>>('GET', inEnvironment(environment, 'connection-references'), {
        query: { limit: 500 },
        signal,
      }),
  })
}

export function bindReference(
  environment: string,
  logicalName: string,
  connection: string | null,
): Promise<unknown> {
  return call('PUT', inEnvironment(environment, 'connection-references', logicalName), {
    json: { connection },
  })
}
