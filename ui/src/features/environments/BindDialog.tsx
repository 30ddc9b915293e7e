import { Radio, RadioGroup } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { bindReference, connectionsQuery } from '@/api/connections'
import type { ConnectionReferenceView, ConnectionView, EnvironmentView } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { QueryState } from '@/ui/PageState'
import { connectionWorks } from '@/util/can'
import { connectorLabel } from '@/util/text'
import { bindEffects } from './bindEffects'
import styles from './environments.module.css'

type Props = { environment: EnvironmentView; reference: ConnectionReferenceView; close: () => void }

const NONE = 'none'

/** Chooses the connection behind a reference, for every flow of the environment that uses it. */
export function BindDialog({ environment, reference, close }: Props) {
  const queryClient = useQueryClient()
  const query = useQuery(connectionsQuery(environment.name))
  const [chosen, setChosen] = useState<ConnectionView | typeof NONE>()
  const binding = useMutation({
    mutationFn: (connection: string | null) =>
      bindReference(environment.name, reference.logicalName, connection),
    onSuccess: async () => {
      // Flows, connections and what they need all follow from a binding.
      await queryClient.invalidateQueries({ queryKey: ['environment', environment.name] })
      close()
    },
  })
  const connection = chosen === NONE ? undefined : chosen
  const unchanged = connection?.id === reference.connection?.id && chosen !== NONE
  const reason =
    chosen === undefined
      ? 'Choose a connection first.'
      : unchanged
        ? 'The reference is bound to this connection already.'
        : connection && connectionWorks(connection).reason
  return (
    <ConfirmDialog
      title={`Bind ${reference.displayName || reference.logicalName} in ${environment.displayName}`}
      effects={bindEffects(reference, chosen === NONE ? null : connection).map((line) => (
        <p key={line}>{line}</p>
      ))}
      confirm={chosen === NONE ? 'Unbind' : 'Bind'}
      busy={binding.isPending}
      error={binding.error}
      reason={reason}
      onConfirm={() => binding.mutate(connection?.id ?? null)}
      onClose={close}
    >
      <QueryState query={query} what="the connections">
        {({ value }) => {
          const fitting = value.filter(({ connector }) => connector === reference.connector)
          return (
            <RadioGroup
              className={styles.choices}
              aria-label={`${connectorLabel(reference.connector)} connections`}
              value={chosen === NONE ? NONE : (connection?.id ?? reference.connection?.id ?? '')}
              onChange={(_, data) =>
                setChosen(data.value === NONE ? NONE : fitting.find(({ id }) => id === data.value))
              }
            >
              {fitting.length === 0 && (
                <p className={styles.sentence}>
                  There is no {connectorLabel(reference.connector)} connection in {environment.displayName}.
                  Make one on the connections page.
                </p>
              )}
              {fitting.map((one) => (
                <Radio
                  key={one.id}
                  value={one.id}
                  disabled={connectionWorks(one).reason !== undefined}
                  label={
                    <span className={styles.line}>
                      <strong>{one.displayName}</strong>
                      <span>
                        acts as {one.owner.displayName}
                        {one.id === reference.connection?.id && ' (in use)'}
                        {one.health === 'ownerDisabled' && ' (not valid: owner disabled)'}
                      </span>
                    </span>
                  }
                />
              ))}
              {reference.connection && <Radio value={NONE} label="Not bound" />}
            </RadioGroup>
          )
        }}
      </QueryState>
    </ConfirmDialog>
  )
}
