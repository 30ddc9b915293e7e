import { Field, Input, Select } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { connectionKeys, createConnection } from '@/api/connections'
import { principalsQuery } from '@/api/principals'
import type { EnvironmentView } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { connectorLabel } from '@/util/text'
import { useMe } from '@/util/useEnvironment'
import styles from './connections.module.css'

type Props = { environment: EnvironmentView; connectors: readonly string[]; close: () => void }

/** Makes a connection for the caller or for a service account. */
export function NewConnectionDialog({ environment, connectors, close }: Props) {
  const me = useMe()
  const queryClient = useQueryClient()
  const principals = useQuery(principalsQuery())
  const [connector, setConnector] = useState('')
  const [displayName, setDisplayName] = useState('')
  const [owner, setOwner] = useState('')
  const accounts = (principals.data?.value ?? []).filter(
    ({ kind, active }) => kind === 'serviceAccount' && active,
  )
  const actsAs = accounts.find(({ id }) => id === owner)?.displayName ?? `you, ${me.principal.displayName}`
  const creating = useMutation({
    mutationFn: () =>
      createConnection(environment.name, {
        connector: connector.trim(),
        displayName: displayName.trim() || undefined,
        owner: owner || undefined,
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: connectionKeys.all(environment.name) })
      close()
    },
  })
  return (
    <ConfirmDialog
      title={`New connection in ${environment.displayName}`}
      effects={<p>Affects no flow yet. Flows that are later bound to it will act as {actsAs}.</p>}
      confirm="Create"
      busy={creating.isPending}
      error={creating.error}
      reason={connector.trim() === '' ? 'Name the connector first.' : undefined}
      onConfirm={() => creating.mutate()}
      onClose={close}
    >
      <div className={styles.fields}>
        <Field label="Connector" required hint="As flow files name it, such as shared_sharepointonline.">
          <Input list="connectors" value={connector} onChange={(_, data) => setConnector(data.value)} />
        </Field>
        <datalist id="connectors">
          {connectors.map((name) => (
            <option key={name} value={name}>
              {connectorLabel(name)}
            </option>
          ))}
        </datalist>
        <Field label="Acts as" hint="A service account goes on working when people leave.">
          <Select value={owner} onChange={(_, data) => setOwner(data.value)}>
            <option value="">{me.principal.displayName} (you)</option>
            {accounts.map(({ id, displayName: name }) => (
              <option key={id} value={id}>
                {name} (service account)
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Name" hint="What people read in lists.">
          <Input value={displayName} onChange={(_, data) => setDisplayName(data.value)} />
        </Field>
      </div>
    </ConfirmDialog>
  )
}
