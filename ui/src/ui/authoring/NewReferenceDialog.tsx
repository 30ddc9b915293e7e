import { Field, Input, Select } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { connectorsQuery, createReference } from '@/api/connections'
import type { EnvironmentView } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import styles from '@/ui/Dialog.module.css'
import { schemaNameProblem } from './names'

type Props = {
  environment: EnvironmentView
  /** The solution that it is added to. */
  solution?: { uniqueName: string; prefix: string }
  close: () => void
}

/** Makes a connection reference: a name for a connection that each environment supplies. */
export function NewReferenceDialog({ environment, solution, close }: Props) {
  const queryClient = useQueryClient()
  const connectors = useQuery(connectorsQuery())
  const [logicalName, setLogicalName] = useState(solution ? `${solution.prefix}_` : '')
  const [displayName, setDisplayName] = useState('')
  const [connector, setConnector] = useState('')
  const making = useMutation({
    mutationFn: () =>
      createReference(environment.name, {
        logicalName,
        displayName: displayName.trim() || logicalName,
        connector,
        solution: solution?.uniqueName,
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['environment', environment.name] })
      close()
    },
  })
  return (
    <ConfirmDialog
      title={`New connection reference in ${environment.displayName}`}
      effects={
        <p>Affects no flow yet. Flows that use it act as the owner of the connection that it is bound to.</p>
      }
      confirm="Create"
      busy={making.isPending}
      error={making.error ?? connectors.error}
      reason={schemaNameProblem(logicalName) ?? (connector ? undefined : 'Choose the connector first.')}
      onConfirm={() => making.mutate()}
      onClose={close}
    >
      <div className={styles.fields}>
        <Field label="Name in files" required hint="Such as contoso_orders_mail. It never changes.">
          <Input value={logicalName} onChange={(_, { value }) => setLogicalName(value)} />
        </Field>
        <Field label="Name" hint="What people read.">
          <Input value={displayName} onChange={(_, { value }) => setDisplayName(value)} />
        </Field>
        <Field label="Connector" required>
          <Select value={connector} onChange={(_, { value }) => setConnector(value)}>
            <option value="">Choose one</option>
            {connectors.data?.value.map(({ name, displayName: text }) => (
              <option key={name} value={name}>
                {text}
              </option>
            ))}
          </Select>
        </Field>
      </div>
    </ConfirmDialog>
  )
}
