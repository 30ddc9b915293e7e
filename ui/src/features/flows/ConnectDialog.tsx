import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { connectorsQuery, createConnection } from '@/api/connections'
import type { ConnectorView, EnvironmentView } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { ConnectionFields } from '@/ui/ConnectionFields'
import { ErrorNotice } from '@/ui/Notice'
import { connectionRequest, EMPTY, missing } from '@/util/connectionForm'
import { connectorLabel } from '@/util/text'
import { useMe } from '@/util/useEnvironment'
import styles from './flows.module.css'

type Props = { environment: EnvironmentView; connector: string; close: () => void }

/** Makes a connection that only the caller uses, for the flows that ask those who start them for their own. */
export function ConnectDialog({ environment, connector, close }: Props) {
  const me = useMe().principal
  const queryClient = useQueryClient()
  const query = useQuery(connectorsQuery())
  const [form, setForm] = useState({ ...EMPTY, connector })
  const found = query.data?.value.find(({ name }) => name === connector)
  const connecting = useMutation({
    mutationFn: (known: ConnectorView) =>
      createConnection(environment.name, { ...connectionRequest(known, form), private: true }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['environment', environment.name] })
      close()
    },
  })
  return (
    <ConfirmDialog
      title={`Connect ${connectorLabel(connector)} in ${environment.displayName}`}
      effects={
        <>
          <p>
            Makes a connection that acts as you, {me.displayName}. It is asked for once: only runs that you
            start use it, and nobody else can.
          </p>
          <ErrorNotice error={query.error} />
        </>
      }
      confirm="Connect"
      busy={connecting.isPending}
      error={connecting.error}
      reason={found ? missing(found, form) : 'What the connector asks for is not known yet.'}
      onConfirm={() => found && connecting.mutate(found)}
      onClose={close}
    >
      {found && (
        <div className={styles.fields}>
          <ConnectionFields
            connector={found}
            form={form}
            change={(changes) => setForm((before) => ({ ...before, ...changes }))}
          />
        </div>
      )}
    </ConfirmDialog>
  )
}
