import { Field, Select } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { connectionKeys, connectionsQuery, replaceConnection } from '@/api/connections'
import type { ConnectionView, EnvironmentView } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { ImpactView } from '@/ui/ImpactView'
import { ErrorNotice } from '@/ui/Notice'
import { Loading } from '@/ui/PageState'
import { connectionCan, connectionWorks } from '@/util/can'
import { count } from '@/util/text'

type Props = { environment: EnvironmentView; connection: ConnectionView; close: () => void }

/** Uses another connection wherever the caller may, after showing whose identity changes. */
export function ReplaceDialog({ environment, connection, close }: Props) {
  const queryClient = useQueryClient()
  const [other, setOther] = useState('')
  const all = useQuery(connectionsQuery(environment.name))
  const plan = useQuery({
    queryKey: [...connectionKeys.one(environment.name, connection.id), 'replace', other],
    queryFn: () => replaceConnection(environment.name, connection.id, other, { dryRun: true }),
    enabled: other !== '',
    gcTime: 0,
    retry: false,
  })
  const replacing = useMutation({
    mutationFn: (impact: string) => replaceConnection(environment.name, connection.id, other, { impact }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['environment', environment.name] })
      close()
    },
  })
  const fitting = (all.data?.value ?? []).filter(
    (one) =>
      one.connector === connection.connector &&
      one.id !== connection.id &&
      !connectionCan.use(one).reason &&
      !connectionWorks(one).reason,
  )
  return (
    <ConfirmDialog
      title={`Replace ${connection.displayName} in ${environment.displayName}`}
      effects={<Effects chosen={other !== ''} plan={plan.data} error={plan.error} />}
      confirm="Replace"
      busy={replacing.isPending}
      error={replacing.error}
      reason={plan.data ? undefined : 'Choose a connection first.'}
      onConfirm={() => plan.data && replacing.mutate(plan.data.impact.digest)}
      onClose={close}
    >
      <Field label="Use instead" hint="Connections for the same connector that you may use and that work.">
        <Select value={other} onChange={(_, data) => setOther(data.value)}>
          <option value="">None chosen</option>
          {fitting.map(({ id, displayName, owner }) => (
            <option key={id} value={id}>
              {displayName} (acts as {owner.displayName})
            </option>
          ))}
        </Select>
      </Field>
    </ConfirmDialog>
  )
}

type EffectsProps = {
  chosen: boolean
  plan: Awaited<ReturnType<typeof replaceConnection>> | undefined
  error: unknown
}

function Effects({ chosen, plan, error }: EffectsProps) {
  if (!chosen) return <p>Choose a connection to see which flows act as somebody else.</p>
  if (error) return <ErrorNotice error={error} />
  if (!plan) return <Loading what="what this affects" />
  return (
    <>
      <ImpactView impact={plan.impact} />
      {plan.left > 0 && <p>{count(plan.left, 'flow')} of others stay as they are.</p>}
    </>
  )
}
