import { Radio, RadioGroup } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { connectionKeys, connectionsQuery } from '@/api/connections'
import { flowKeys, swapConnection } from '@/api/flows'
import type { ConnectionView, EnvironmentView, FlowDetail, ReferenceUse } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { ImpactView } from '@/ui/ImpactView'
import { ErrorNotice } from '@/ui/Notice'
import { QueryState } from '@/ui/PageState'
import { connectionCan, connectionWorks } from '@/util/can'
import { connectorLabel } from '@/util/text'
import styles from './flows.module.css'
import { swapEffects } from './swapEffects'

const RESET = 'reference'

type Props = { environment: EnvironmentView; flow: FlowDetail; reference: ReferenceUse; close: () => void }

/** Chooses another connection of the same connector for one alias of one flow, and says whose identity changes. */
export function SwapConnectionDialog({ environment, flow, reference, close }: Props) {
  const queryClient = useQueryClient()
  const [chosen, setChosen] = useState<Chosen>()
  const query = useQuery(connectionsQuery(environment.name))
  const connector = connectorLabel(reference.connector)
  const same = chosen !== undefined && chosen?.id === reference.connection?.id
  const plan = useQuery({
    queryKey: [...flowKeys.one(environment.name, flow.id), 'swap', reference.key, chosen?.id ?? null],
    queryFn: () =>
      swapConnection(environment.name, flow.id, reference.key, chosen?.id ?? null, { dryRun: true }),
    enabled: chosen !== undefined && !same,
    gcTime: 0,
    retry: false,
  })
  const swapping = useMutation({
    mutationFn: (connection: string | null) =>
      swapConnection(environment.name, flow.id, reference.key, connection, {
        impact: plan.data?.impact.digest,
      }),
    onSuccess: async () => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: flowKeys.all(environment.name) }),
        queryClient.invalidateQueries({ queryKey: connectionKeys.all(environment.name) }),
      ])
      close()
    },
  })
  return (
    <ConfirmDialog
      title={`Swap the ${connector} connection of ${flow.name} in ${environment.displayName}`}
      effects={
        <>
          {swapEffects(flow, reference, same ? undefined : chosen).map((line) => (
            <p key={line}>{line}</p>
          ))}
          {plan.data && <ImpactView impact={plan.data.impact} />}
          <ErrorNotice error={plan.error} />
        </>
      }
      confirm="Swap"
      busy={swapping.isPending}
      error={swapping.error}
      reason={reasonAgainst(chosen, same) ?? (plan.data ? undefined : 'What this affects is not known yet.')}
      onConfirm={() => swapping.mutate(chosen?.id ?? null)}
      onClose={close}
    >
      <QueryState query={query} what="the connections">
        {(page) => (
          <Choices
            connections={page.value.filter(
              (connection) =>
                connection.connector === reference.connector &&
                (connection.id === reference.connection?.id || !connectionCan.use(connection).reason),
            )}
            connector={connector}
            current={reference.connection?.id}
            chosen={chosen}
            resettable={reference.ofFlow ? (reference.logicalName ?? reference.key) : undefined}
            choose={setChosen}
          />
        )}
      </QueryState>
    </ConfirmDialog>
  )
}

/** What somebody chose: a connection, or (`null`) what the reference is bound to. */
type Chosen = ConnectionView | null | undefined

function reasonAgainst(chosen: Chosen, same: boolean): string | undefined {
  if (chosen === undefined) return 'Choose a connection first.'
  if (same) return 'This connection is in use already.'
  return chosen ? connectionWorks(chosen).reason : undefined
}

type ChoicesProps = {
  connections: readonly ConnectionView[]
  connector: string
  current: string | undefined
  chosen: Chosen
  /** The reference whose own binding can be used again. */
  resettable: string | undefined
  choose: (connection: Chosen) => void
}

function Choices({ connections, connector, current, chosen, resettable, choose }: ChoicesProps) {
  if (connections.length === 0 && !resettable) {
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
      value={chosen === null ? RESET : (chosen?.id ?? current ?? '')}
      onChange={(_, data) =>
        choose(data.value === RESET ? null : connections.find(({ id }) => id === data.value))
      }
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
                {connection.health === 'ownerDisabled' && ' (not valid: owner disabled)'}
              </span>
            </span>
          }
        />
      ))}
      {resettable && <Radio value={RESET} label={`Whatever ${resettable} is bound to here`} />}
    </RadioGroup>
  )
}
