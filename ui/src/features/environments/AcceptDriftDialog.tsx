import { Field, Input } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { acceptDrift } from '@/api/drift'
import type { Drift, EnvironmentView } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { dayStart } from '@/util/time'
import { useSettled } from './useSettled'

type Props = { environment: EnvironmentView; drift: Drift; close: () => void }

/** Lets a difference be, with a reason and for a while. */
export function AcceptDriftDialog({ environment, drift, close }: Props) {
  const [reason, setReason] = useState('')
  const [until, setUntil] = useState('')
  const accepting = useMutation({
    mutationFn: () =>
      acceptDrift(environment.name, drift, {
        reason: reason.trim(),
        until: until ? dayStart(until) : undefined,
      }),
    onSuccess: useSettled(environment.name, close),
  })
  const name = drift.subject.name || drift.subject.key
  return (
    <ConfirmDialog
      title={`Accept the drift of ${name}`}
      effects={
        <p>
          {name} stays as it is in {environment.displayName}, and no longer holds up promotions
          {until ? ` until ${until}` : ' until somebody changes it again'}. The next release still brings what
          its package has.
        </p>
      }
      confirm="Accept"
      busy={accepting.isPending}
      error={accepting.error}
      reason={reason.trim() === '' ? 'Say why first.' : undefined}
      onConfirm={() => accepting.mutate()}
      onClose={close}
    >
      <Field label="Why" required>
        <Input value={reason} onChange={(_, data) => setReason(data.value)} />
      </Field>
      <Field label="Until" hint="The day on which it counts as open again. Empty: it stays accepted.">
        <Input type="date" value={until} onChange={(_, data) => setUntil(data.value)} />
      </Field>
    </ConfirmDialog>
  )
}
