import type { ConnectorField, ConnectorView, NewConnection } from '@/api/types'

/** What somebody entered, by the name of the field; `authentication` names the way to sign in. */
export type Answers = Readonly<Record<string, string>>

/** The way to sign in that was chosen, or the first of a connector that has several. */
export function wayOf({ authentications }: ConnectorView, { authentication }: Answers) {
  return authentications.find(({ name }) => name === authentication) ?? authentications[0]
}

/** What is asked for, given the way to sign in. */
export function fieldsOf(connector: ConnectorView, answers: Answers): ConnectorField[] {
  return [...connector.fields, ...(wayOf(connector, answers)?.fields ?? [])]
}

/** The first field that must be filled in and is not. */
export function unanswered(connector: ConnectorView, answers: Answers): ConnectorField | undefined {
  return fieldsOf(connector, answers).find(({ name, optional }) => !optional && !answers[name]?.trim())
}

/** What makes a connection that only the caller uses. */
export function ownConnection(connector: ConnectorView, answers: Answers): NewConnection {
  const way = wayOf(connector, answers)
  const filled = fieldsOf(connector, answers).filter(({ name }) => answers[name]?.trim())
  const values = (fields: readonly ConnectorField[]) =>
    Object.fromEntries(fields.map(({ name }) => [name, answers[name] ?? '']))
  return {
    connector: connector.name,
    private: true,
    parameters: {
      ...values(filled.filter(({ kind }) => kind !== 'secret')),
      ...(way && { authentication: way.name }),
    },
    credentials: values(filled.filter(({ kind }) => kind === 'secret')),
  }
}
