import { Field, Input, Select } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { connectionKeys, connectorsQuery, createConnection } from '@/api/connections'
import { principalsQuery } from '@/api/principals'
import type { ConnectionView, ConnectorView, EnvironmentView } from '@/api/types'
import { type ConnectionForm, connectionRequest, EMPTY, missing } from '@/util/connectionForm'
import { useMe } from '@/util/useEnvironment'
import { ConfirmDialog } from './ConfirmDialog'
import { ConnectionFields } from './ConnectionFields'
import styles from './Dialog.module.css'

type Props = {
  environment: EnvironmentView
  /** What it is for, where that is not to be chosen. */
  connector?: string
  created: (connection: ConnectionView) => void
  close: () => void
}

/** Makes a connection for the caller or for a service account. */
export function NewConnectionDialog({ environment, connector: only, created, close }: Props) {
  const me = useMe()
  const queryClient = useQueryClient()
  const principals = useQuery(principalsQuery())
  const connectors = useQuery(connectorsQuery())
  const [form, setForm] = useState<ConnectionForm>({ ...EMPTY, connector: only ?? '' })
  const change = (changes: Partial<ConnectionForm>) => setForm((before) => ({ ...before, ...changes }))
  const connector = connectors.data?.value.find(({ name }) => name === form.connector)
  const accounts = (principals.data?.value ?? []).filter(
    ({ kind, active }) => kind === 'serviceAccount' && active,
  )
  const account = accounts.find(({ id }) => id === form.owner)
  const creating = useMutation({
    mutationFn: (chosen: ConnectorView) =>
      createConnection(environment.name, connectionRequest(chosen, form)),
    onSuccess: async (connection) => {
      await queryClient.invalidateQueries({ queryKey: connectionKeys.all(environment.name) })
      close()
      created(connection)
    },
  })
  return (
    <ConfirmDialog
      title={`New connection in ${environment.displayName}`}
      effects={
        <>
          <p>
            Affects no flow yet. Flows that are later bound to it will act as{' '}
            {account?.displayName ?? `you, ${me.principal.displayName}`}.
          </p>
          {environment.protected && !account && (
            <p>
              {environment.displayName} is protected. Flows that hang on a person stop when that person
              leaves; a service account is better.
            </p>
          )}
        </>
      }
      confirm="Create"
      busy={creating.isPending}
      error={creating.error ?? connectors.error}
      reason={missing(connector, form)}
      onConfirm={() => connector && creating.mutate(connector)}
      onClose={close}
    >
      <div className={styles.fields}>
        <Field label="Connector" required>
          <Select
            value={form.connector}
            disabled={only !== undefined}
            onChange={(_, { value }) => change({ connector: value, authentication: '', values: {} })}
          >
            <option value="">Choose one</option>
            {connectors.data?.value.map(({ name, displayName }) => (
              <option key={name} value={name}>
                {displayName}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Acts as" hint="A service account goes on working when people leave.">
          <Select value={form.owner} onChange={(_, { value }) => change({ owner: value })}>
            <option value="">{me.principal.displayName} (you)</option>
            {accounts.map(({ id, displayName: name }) => (
              <option key={id} value={id}>
                {name} (service account)
              </option>
            ))}
          </Select>
        </Field>
        {connector && <ConnectionFields connector={connector} form={form} change={change} />}
        <Field label="Name" hint="What people read in lists.">
          <Input value={form.displayName} onChange={(_, { value }) => change({ displayName: value })} />
        </Field>
      </div>
    </ConfirmDialog>
  )
}
