import { Field, Input, Select } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { continuityKeys } from '@/api/continuity'
import { flowKeys } from '@/api/flows'
import { principalsQuery } from '@/api/principals'
import { setGrant } from '@/api/sharing'
import type { FlowAtRisk, RiskStep } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { count } from '@/util/text'

/** Which flow gets a co-owner, and who is proposed. */
export type Addition = { row: FlowAtRisk; step: RiskStep }

/** Makes somebody a co-owner of a flow at risk, after saying what that allows. */
export function AddCoOwnerDialog({ row, step, close }: Addition & { close: () => void }) {
  const { environment, flow, owners } = row
  const queryClient = useQueryClient()
  const people = useQuery(principalsQuery())
  const [chosen, setChosen] = useState(step.principal?.id ?? '')
  const others = (people.data?.value ?? []).filter(
    ({ id, kind, active }) => active && kind !== 'group' && !owners.some((owner) => owner.id === id),
  )
  const [reason, setReason] = useState('')
  const name = others.find(({ id }) => id === chosen)?.displayName
  const adding = useMutation({
    mutationFn: () =>
      setGrant(environment.name, flow.id, chosen, { tier: 'coOwner', reason: reason.trim() || undefined }),
    onSuccess: async () => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: continuityKeys.all }),
        queryClient.invalidateQueries({ queryKey: flowKeys.all(environment.name) }),
      ])
      close()
    },
  })
  return (
    <ConfirmDialog
      title={`A co-owner for ${flow.displayName} in ${environment.displayName}`}
      effects={
        <p>
          {name
            ? `Affects 1 flow. ${name} can change it, share it, swap its connections and see its runs. Its score gains ${count(step.gain, 'point')}.`
            : 'Choose who will own it too.'}
        </p>
      }
      confirm="Make a co-owner"
      busy={adding.isPending}
      error={adding.error}
      reason={name ? undefined : 'Choose somebody first.'}
      onConfirm={() => adding.mutate()}
      onClose={close}
    >
      <Field label="Who" required>
        <Select value={chosen} onChange={(_, { value }) => setChosen(value)}>
          <option value="">Choose somebody</option>
          {others.map(({ id, displayName }) => (
            <option key={id} value={id}>
              {displayName}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="Why" hint="Some environments ask for it.">
        <Input value={reason} maxLength={200} onChange={(_, { value }) => setReason(value)} />
      </Field>
    </ConfirmDialog>
  )
}
