import { Radio, RadioGroup } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { connectionKeys, connectionsQuery } from '@/api/connections'
import { flowKeys, swapConnection } from '@/api/flows'
import type { ConnectionView, EnvironmentView, FlowDetail, ReferenceUse } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { QueryState } from '@/ui/PageState'
import { connectionWorks } from '@/util/can'
import { connectorLabel } from '@/util/text'
import styles from './flows.module.css'
import { swapEffects } from './swapEffects'

type Props = { environment: EnvironmentView; flow: FlowDetail; reference: ReferenceUse; close: () => void }

/** Chooses another connection of the same connector for one alias of one flow, and says whose identity changes. */
export function SwapConnectionDialog({ environment, flow, reference, close }: Props) {
  const queryClient = useQueryClient()
  const [chosen, setChosen] = useState<ConnectionView>()
  const query = useQuery(connectionsQuery(environment.name))
  const swapping = useMutation({
    mutationFn: (connection: string) => swapConnection(environment.name, flow.id, reference.key, connection),
    onSuccess: async () => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: flowKeys.all(environment.name) }),
        queryClient.invalidateQueries({ queryKey: connectionKeys.all(environment.name) }),
      ])
      close()
    },
  })
  const connector = connectorLabel(reference.connector)
  const same = chosen && chosen.id === reference.connection?.id
  return (
    <ConfirmDialog
      title={`Swap the ${connector} connection of ${flow.name} in ${environment.displayName}`}
      effects={swapEffects(flow, reference, same ? undefined : chosen).map((line) => (
        <p key={line}>{line}</p>
      ))}
      confirm="Swap"
      busy={swapping.isPending}
      error={swapping.error}
      reason={
        !chosen
          ? 'Choose a connection first.'
          : same
            ? 'This connection is in use already.'
            : connectionWorks(chosen).reason
      }
      onConfirm={() => chosen && swapping.mutate(chosen.id)}
      onClose={close}
    >
      <QueryState query={query} what="the connections">
        {(page) => (
          <Choices
            connections={page.value.filter((connection) => connection.connector === reference.connector)}
            connector={connector}
            current={reference.connection?.id}
            chosen={chosen}
            choose={setChosen}
          />
        )}
      </QueryState>
    </ConfirmDialog>
  )
}

type ChoicesProps = {
  connections: readonly ConnectionView[]
  connector: string
  current: string | undefined
  chosen: ConnectionView | undefined
  choose: (connection: ConnectionView | undefined) => void
}

function Choices({ connections, connector, current, chosen, choose }: ChoicesProps) {
  if (connections.length === 0) {
    return (
      <p className={styles.sentence}>
        There is no other {connector} connection here. Make one on the connections page.
      </p>
    )
  }
  return (
    <RadioGroup
      aria-label={`${connector} connections`}
      className={styles.choices}
      value={chosen?.id ?? current ?? ''}
      onChange={(_, data) => choose(connections.find(({ id }) => id === data.value))}
    >
      {connections.map((connection) => (
        <Radio
          key={connection.id}
          value={connection.id}
          disabled={connectionWorks(connection).reason !== undefined}
          label={
            <span className={styles.choice}>
              <strong>{connection.displayName}</strong>
              <span>
                acts as {connection.owner.displayName}
                {connection.id === current && ' (in use)'}
                {connection.health !== 'ok' && ' (not valid: owner disabled)'}
              </span>
            </span>
          }
        />
      ))}
    </RadioGroup>
  )
}
