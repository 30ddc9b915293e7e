import { queryOptions } from '@tanstack/react-query'
import { address, call, inEnvironment } from './http'
import type {
  AuditEntry,
  ConnectionAction,
  ConnectionGrant,
  ConnectionReferenceView,
  ConnectionUses,
  ConnectionView,
  ConnectorView,
  CredentialsView,
  Impact,
  NewConnection,
  NewReference,
  Page,
  Probe,
  Reauthenticated,
  Rotation,
} from './types'

/** How a change of connections is asked for: only to say what it would do, or only if it does what was seen. */
export type Asked = { dryRun?: boolean; impact?: string }

export const connectionKeys = {
  all: (environment: string) => ['environment', environment, 'connections'] as const,
  one: (environment: string, connection: string) => [...connectionKeys.all(environment), connection] as const,
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

export function connectionQuery(environment: string, connection: string) {
  return queryOptions({
    queryKey: connectionKeys.one(environment, connection),
    queryFn: ({ signal }) =>
      call<ConnectionView>('GET', inEnvironment(environment, 'connections', connection), { signal }),
  })
}

/** References, flows and actions that use a connection. */
export function connectionUsesQuery(environment: string, connection: string) {
  return queryOptions({
    queryKey: [...connectionKeys.one(environment, connection), 'uses'],
    queryFn: ({ signal }) =>
      call<ConnectionUses>('GET', inEnvironment(environment, 'connections', connection, 'uses'), { signal }),
  })
}

export function connectionGrantsQuery(environment: string, connection: string) {
  return queryOptions({
    queryKey: [...connectionKeys.one(environment, connection), 'grants'],
    queryFn: ({ signal }) =>
      call<Page<ConnectionGrant>>('GET', inEnvironment(environment, 'connections', connection, 'grants'), {
        signal,
      }),
  })
}

export function setConnectionGrant(
  environment: string,
  connection: string,
  principal: string,
  actions: readonly ConnectionAction[],
): Promise<ConnectionGrant> {
  return call('PUT', inEnvironment(environment, 'connections', connection, 'grants', principal), {
    json: { actions },
  })
}

export function removeConnectionGrant(
  environment: string,
  connection: string,
  principal: string,
): Promise<unknown> {
  return call('DELETE', inEnvironment(environment, 'connections', connection, 'grants', principal))
}

/** Signs in anew, so that what uses the connection goes on with the caller's credentials. */
export function reauthenticate(
  environment: string,
  connection: string,
  asked: Asked,
): Promise<Reauthenticated> {
  return call('POST', inEnvironment(environment, 'connections', connection, 'reauthenticate'), {
    query: asked,
    json: {},
  })
}

/** Uses another connection wherever one is used. */
export function replaceConnection(
  environment: string,
  connection: string,
  other: string,
  asked: Asked,
): Promise<{ impact: Impact; references: string[]; left: number }> {
  return call('POST', inEnvironment(environment, 'connections', connection, 'replace'), {
    query: asked,
    json: { connection: other },
  })
}

/** The connectors that the server has. */
export function connectorsQuery() {
  return queryOptions({
    queryKey: ['connectors'],
    queryFn: ({ signal }) => call<Page<ConnectorView>>('GET', address('api', 'v1', 'connectors'), { signal }),
  })
}

/** The versions of a connection's credentials, never the credentials. */
export function credentialsQuery(environment: string, connection: string) {
  return queryOptions({
    queryKey: [...connectionKeys.one(environment, connection), 'credentials'],
    queryFn: ({ signal }) =>
      call<CredentialsView>('GET', inEnvironment(environment, 'connections', connection, 'credentials'), {
        signal,
      }),
  })
}

/** How the audit names a connection. */
export function auditObject(connection: string): string {
  return `connection/${connection}`
}

/** What was done to a connection last, newest first, for those who may read the audit. */
export function connectionActivityQuery(environment: string, connection: string) {
  return queryOptions({
    queryKey: [...connectionKeys.one(environment, connection), 'activity'],
    queryFn: ({ signal }) =>
      call<Page<AuditEntry>>('GET', address('api', 'v1', 'audit'), {
        query: { environment, object: auditObject(connection), limit: 10 },
        signal,
      }),
  })
}

/** How trying a connection went, newest first. */
export function probesQuery(environment: string, connection: string) {
  return queryOptions({
    queryKey: [...connectionKeys.one(environment, connection), 'probes'],
    queryFn: ({ signal }) =>
      call<Page<Probe>>('GET', inEnvironment(environment, 'connections', connection, 'probes'), { signal }),
  })
}

/** Tries a connection with one call. */
export function testConnection(environment: string, connection: string): Promise<{ probe: Probe }> {
  return call('POST', inEnvironment(environment, 'connections', connection, 'test'))
}

export function rotateCredentials(
  environment: string,
  connection: string,
  rotation: Rotation,
): Promise<CredentialsView> {
  return call('POST', inEnvironment(environment, 'connections', connection, 'rotate'), { json: rotation })
}

/** Uses another version of the credentials from now on. */
export function switchCredentials(
  environment: string,
  connection: string,
  version: number,
): Promise<CredentialsView> {
  return call('POST', inEnvironment(environment, 'connections', connection, 'switch'), { json: { version } })
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
  asked: Asked = {},
): Promise<{ impact: Impact }> {
  return call('PUT', inEnvironment(environment, 'connection-references', logicalName), {
    query: asked,
    json: { connection },
  })
}

export function createReference(
  environment: string,
  reference: NewReference,
): Promise<ConnectionReferenceView> {
  return call('POST', inEnvironment(environment, 'connection-references'), { json: reference })
}
