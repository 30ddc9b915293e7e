import { Field, Input, Radio, RadioGroup, Select } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { connectorsQuery } from '@/api/connections'
import { changePolicy, createPolicy } from '@/api/dataPolicies'
import type { ConnectorGroup, DataPolicy } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { Choices } from '@/ui/Choices'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import styles from '@/ui/Dialog.module.css'
import { KNOWN_CONNECTORS } from '@/util/text'
import { useMe } from '@/util/useEnvironment'
import { ConnectorBoard } from './ConnectorBoard'
import {
  GROUPS,
  type PolicyForm,
  policyEffects,
  policyForm,
  policyProblem,
  policyRequest,
} from './policyForm'

type Props = { policy?: DataPolicy; close: () => void }

/** Makes a data policy, or changes one. */
export function PolicyDialog({ policy, close }: Props) {
  const { environments } = useMe()
  const queryClient = useQueryClient()
  const [form, setForm] = useState(() => policyForm(policy))
  const connectors = useQuery(connectorsQuery()).data?.value ?? []
  const save = policy ? changePolicy : createPolicy
  const looking = useMutation({
    mutationFn: () => save({ ...policyRequest(form), dryRun: true }),
  })
  const set = (next: PolicyForm) => {
    setForm(next)
    looking.reset()
  }
  const change = (changes: Partial<PolicyForm>) => set({ ...form, ...changes })
  const problem = policyProblem(form)
  const saving = useMutation({
    mutationFn: () => save(policyRequest(form)),
    onSuccess: async () => {
      close()
      // Flows anywhere may have been turned off, or on again.
      await queryClient.invalidateQueries()
    },
  })
  return (
    <ConfirmDialog
      wide
      title={policy ? `Change ${policy.displayName}` : 'New data policy'}
      effects={
        looking.data ? (
          policyEffects(looking.data).map((line) => <p key={line}>{line}</p>)
        ) : (
          <p>
            A flow that breaks it is kept and cannot be turned on; one that is on is turned off at once, and
            comes on again when it complies. Where several policies hold, a flow has to comply with each.
          </p>
        )
      }
      confirm={policy ? 'Change' : 'Make the policy'}
      busy={saving.isPending}
      error={saving.error ?? looking.error}
      reason={problem ?? (looking.data ? undefined : 'Look first at which flows it turns off.')}
      onConfirm={() => saving.mutate()}
      onClose={close}
    >
      <div className={styles.fields}>
        <Field label="What it is called" required>
          <Input value={form.displayName} onChange={(_, { value }) => change({ displayName: value })} />
        </Field>
        <Field label="Name" required hint="Letters a to z, digits and hyphens; it is part of addresses.">
          <Input
            value={form.name}
            disabled={policy !== undefined}
            onChange={(_, { value }) => change({ name: value })}
          />
        </Field>
        <Field label="Where it holds">
          <RadioGroup
            value={form.scope}
            onChange={(_, { value }) => change({ scope: value as PolicyForm['scope'] })}
          >
            <Radio value="allBut" label="In every environment but those chosen below, also in new ones" />
            <Radio value="only" label="Only in those chosen below" />
          </RadioGroup>
        </Field>
        <Choices
          legend="Environments"
          options={environments.map(({ name, displayName }) => ({ value: name, label: displayName }))}
          chosen={form.environments}
          choose={(chosen) => change({ environments: chosen })}
        />
        <Field label="Every other connector, also one that comes later">
          <Select
            value={form.others}
            onChange={(_, { value }) => change({ others: value as ConnectorGroup })}
          >
            {GROUPS.map(([group, label]) => (
              <option key={group} value={group}>
                {label}
              </option>
            ))}
          </Select>
        </Field>
        <ConnectorBoard
          form={form}
          known={[...connectors.map(({ name }) => name), ...KNOWN_CONNECTORS]}
          onChange={set}
        />
        <div>
          <ActionButton can={{ reason: problem }} busy={looking.isPending} onClick={() => looking.mutate()}>
            {looking.isPending ? 'Looking…' : 'Show which flows it turns off'}
          </ActionButton>
        </div>
      </div>
    </ConfirmDialog>
  )
}
