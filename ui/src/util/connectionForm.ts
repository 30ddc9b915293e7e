import type { ConnectorField, ConnectorView, NewConnection } from '@/api/types'
import { dayStart } from '@/util/time'

/** What somebody has filled in for a new connection. */
export type ConnectionForm = {
  connector: string
  /** The id of a service account; nothing is the caller. */
  owner: string
  authentication: string
  values: Readonly<Record<string, string>>
  displayName: string
  /** The last day of the credentials. */
  expires: string
}

export const EMPTY: ConnectionForm = {
  connector: '',
  owner: '',
  authentication: '',
  values: {},
  displayName: '',
  expires: '',
}

/** The fields that the connector asks for, those of the chosen way to say who connects last. */
export function fieldsOf(
  connector: ConnectorView | undefined,
  { authentication }: ConnectionForm,
): ConnectorField[] {
  const way = connector?.authentications.find(({ name }) => name === authentication)
  return [...(connector?.fields ?? []), ...(way?.fields ?? [])]
}

/** What is still missing, if something is. */
export function missing(connector: ConnectorView | undefined, form: ConnectionForm): string | undefined {
  if (!connector) return 'Choose the connector first.'
  if (connector.authentications.length > 0 && form.authentication === '') {
    return 'Choose how to say who connects first.'
  }
  const field = fieldsOf(connector, form).find(
    ({ name, optional }) => !optional && !form.values[name]?.trim(),
  )
  return field && `${field.title} is missing.`
}

/** What the server is asked for: only fields that the chosen way has, secrets apart from the rest. */
export function connectionRequest(connector: ConnectorView, form: ConnectionForm): NewConnection {
  const filled = fieldsOf(connector, form).filter(({ name }) => form.values[name])
  const named = (isSecret: boolean) =>
    filled
      .filter(({ kind }) => (kind === 'secret') === isSecret)
      .map(({ name }) => [name, isSecret ? (form.values[name] ?? '') : (form.values[name] ?? '').trim()])
  return {
    connector: connector.name,
    displayName: form.displayName.trim() || undefined,
    owner: form.owner || undefined,
    parameters: Object.fromEntries([
      ...named(false),
      ...(form.authentication ? [['authentication', form.authentication]] : []),
    ]),
    credentials: Object.fromEntries(named(true)),
    expiresAt: form.expires ? dayStart(form.expires) : undefined,
  }
}
