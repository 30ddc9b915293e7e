import { Field, Input, Select } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { createHandover, handoverKeys } from '@/api/handovers'
import { principalsQuery } from '@/api/principals'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { urls } from '@/util/urls'
import { useMe } from '@/util/useEnvironment'
import styles from './handover.module.css'

type Props = { leaver: string | undefined; close: () => void }

/** Who leaves, where, and who gets it unless something else is said for a thing. */
export function NewHandoverDialog({ leaver: given, close }: Props) {
  const { environments } = useMe()
  const principals = useQuery(principalsQuery())
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [chosen, setChosen] = useState('')
  const [to, setTo] = useState('')
  const [environment, setEnvironment] = useState('')
  const [name, setName] = useState('')
  const all = principals.data?.value ?? []
  const leaver = chosen || all.find((one) => one.name === given)?.id || ''
  const leaves = all.find(({ id }) => id === leaver)
  const creating = useMutation({
    mutationFn: () =>
      createHandover({
        leavers: [leaver],
        environment: environment || undefined,
        content: { name: name.trim() || undefined, rules: to ? [{ to }] : [{ by: 'coOwner' }] },
      }),
    onSuccess: async (plan) => {
      await queryClient.invalidateQueries({ queryKey: handoverKeys.all })
      close()
      await navigate(urls.handover(plan.id))
    },
  })
  const gets = all.find(({ id }) => id === to)?.displayName ?? 'an active co-owner of each flow'
  return (
    <ConfirmDialog
      title="New hand-over plan"
      effects={
        <p>
          {leaves
            ? `Lists everything that resolves to ${leaves.displayName}, and proposes ${gets}. Nothing is handed over yet.`
            : 'Choose who leaves.'}
        </p>
      }
      confirm="Make the plan"
      busy={creating.isPending}
      error={creating.error}
      reason={leaves ? undefined : 'Choose who leaves first.'}
      onConfirm={() => creating.mutate()}
      onClose={close}
    >
      <div className={styles.fields}>
        <Field label="Who leaves" required>
          <Select value={leaver} onChange={(_, data) => setChosen(data.value)}>
            <option value="">Choose somebody</option>
            {all
              .filter(({ kind }) => kind !== 'group')
              .map(({ id, displayName, active }) => (
                <option key={id} value={id}>
                  {displayName}
                  {active ? '' : ' (disabled)'}
                </option>
              ))}
          </Select>
        </Field>
        <Field label="Environment" hint="Groups and API tokens are listed only with every environment.">
          <Select value={environment} onChange={(_, data) => setEnvironment(data.value)}>
            <option value="">Every environment</option>
            {environments.map((one) => (
              <option key={one.name} value={one.name}>
                {one.displayName}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Who gets it" hint="Of a team, each thing goes to the member with the fewest flows.">
          <Select value={to} onChange={(_, data) => setTo(data.value)}>
            <option value="">An active co-owner of each flow</option>
            {all
              .filter(({ id, active }) => active && id !== leaver)
              .map(({ id, displayName }) => (
                <option key={id} value={id}>
                  {displayName}
                </option>
              ))}
          </Select>
        </Field>
        <Field label="Name of the plan">
          <Input value={name} onChange={(_, data) => setName(data.value)} />
        </Field>
      </div>
    </ConfirmDialog>
  )
}
