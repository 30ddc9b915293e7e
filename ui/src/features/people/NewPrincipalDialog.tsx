import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { createPrincipal, principalKeys } from '@/api/principals'
import type { PrincipalKind } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { urls } from '@/util/urls'
import { PrincipalFields } from './PrincipalFields'
import { EMPTY_FORM, newPrincipal } from './principalForm'

const EFFECTS: Record<PrincipalKind, string> = {
  user: 'Nothing is shared with a new user yet, and no environment lets one in.',
  group: 'A new group has no members, and nothing is shared with it yet.',
  serviceAccount:
    'A service account cannot sign in; it acts through tokens and connections. One without a team or a sponsor is marked with a warning.',
}

export const NEW_LABELS: Record<PrincipalKind, string> = {
  user: 'New user',
  group: 'New group',
  serviceAccount: 'New service account',
}

/** Makes a user, a group or a service account, and shows it. */
export function NewPrincipalDialog({ kind, close }: { kind: PrincipalKind; close: () => void }) {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [form, setForm] = useState(EMPTY_FORM)
  const creating = useMutation({
    mutationFn: () => createPrincipal(newPrincipal(kind, form)),
    onSuccess: async ({ id }) => {
      await queryClient.invalidateQueries({ queryKey: principalKeys.all })
      close()
      await navigate(urls.person(id))
    },
  })
  return (
    <ConfirmDialog
      title={NEW_LABELS[kind]}
      effects={<p>{EFFECTS[kind]}</p>}
      confirm="Create"
      busy={creating.isPending}
      error={creating.error}
      reason={form.name.trim() === '' ? 'Give it a name first.' : undefined}
      onConfirm={() => creating.mutate()}
      onClose={close}
    >
      <PrincipalFields kind={kind} form={form} onChange={setForm} />
    </ConfirmDialog>
  )
}
