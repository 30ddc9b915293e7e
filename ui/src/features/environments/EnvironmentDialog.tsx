import { Checkbox, Field, Input, Select, Textarea } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { changeEnvironment, signingKeyQuery } from '@/api/environments'
import { meQuery } from '@/api/session'
import type { EnvironmentView, SignaturePolicy } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { protectionCan } from '@/util/can'
import { useMe } from '@/util/useEnvironment'
import {
  type EnvironmentForm,
  environmentChanges,
  environmentEffects,
  environmentForm,
  formProblem,
  withSigner,
} from './environmentForm'
import styles from './environments.module.css'
import { SIGNATURE_POLICIES } from './meanings'

type Props = { environment: EnvironmentView; close: () => void }

/** Changes how an environment is kept. */
export function EnvironmentDialog({ environment, close }: Props) {
  const queryClient = useQueryClient()
  const notGuard = protectionCan.guard(useMe()).reason
  const installation = useQuery(signingKeyQuery()).data
  const [form, setForm] = useState(() => environmentForm(environment))
  const set = (changed: Partial<EnvironmentForm>) => setForm({ ...form, ...changed })
  const changes = environmentChanges(environment, form)
  const effects = environmentEffects(environment, changes)
  const changing = useMutation({
    mutationFn: () => changeEnvironment(environment.name, changes),
    onSuccess: async () => {
      await queryClient.invalidateQueries(meQuery)
      close()
    },
  })
  return (
    <ConfirmDialog
      title={`Change ${environment.displayName}`}
      effects={
        effects.length > 0 ? effects.map((line) => <p key={line}>{line}</p>) : <p>Nothing changes yet.</p>
      }
      confirm="Change"
      busy={changing.isPending}
      error={changing.error}
      reason={formProblem(form) ?? (effects.length === 0 ? 'Change something first.' : undefined)}
      onConfirm={() => changing.mutate()}
      onClose={close}
    >
      <div className={styles.fields}>
        {notGuard && <p className={styles.sentence}>{notGuard}</p>}
        <Field label="Name that people read" required>
          <Input value={form.displayName} onChange={(_, data) => set({ displayName: data.value })} />
        </Field>
        <Checkbox
          label="Protected: what solutions bring changes only through a deployment"
          disabled={notGuard !== undefined}
          checked={form.protected}
          onChange={(_, data) => set({ protected: data.checked === true })}
        />
        <Field label="Signatures of packages">
          <Select
            disabled={notGuard !== undefined}
            value={form.signatures}
            onChange={(_, data) => set({ signatures: data.value as SignaturePolicy })}
          >
            {SIGNATURE_POLICIES.map(([policy, meaning]) => (
              <option key={policy} value={policy}>
                {meaning}
              </option>
            ))}
          </Select>
        </Field>
        <Field
          label="Known signers"
          hint="One a line: a name, and the public key that “steward solution new-key” printed."
        >
          <Textarea
            className="mono"
            disabled={notGuard !== undefined}
            value={form.signers}
            onChange={(_, data) => set({ signers: data.value })}
          />
        </Field>
        {installation && !form.signers.includes(installation.publicKey) && (
          <div>
            <ActionButton
              size="small"
              can={{ reason: notGuard }}
              onClick={() => set({ signers: withSigner(form.signers, installation) })}
            >
              Add the key of this installation
            </ActionButton>
          </div>
        )}
        <Field label="Shares last at most" hint="Days; empty for as long as one likes.">
          <Input
            inputMode="numeric"
            value={form.grantDays}
            onChange={(_, data) => set({ grantDays: data.value })}
          />
        </Field>
        <Checkbox
          label="A share says why it is given"
          checked={form.reasonRequired}
          onChange={(_, data) => set({ reasonRequired: data.checked === true })}
        />
      </div>
    </ConfirmDialog>
  )
}
