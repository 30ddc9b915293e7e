import { EditRegular } from '@fluentui/react-icons/svg/edit'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { changePrincipal, principalKeys } from '@/api/principals'
import { meQuery } from '@/api/session'
import type { PrincipalView } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { principalCan } from '@/util/can'
import { useMe } from '@/util/useEnvironment'
import { PrincipalFields } from './PrincipalFields'
import { changeEffects, formOf, principalChanges } from './principalForm'

/** Changes what is known about somebody. */
export function ChangePrincipal({ principal }: { principal: PrincipalView }) {
  const me = useMe()
  const [asking, setAsking] = useState(false)
  return (
    <>
      <ActionButton
        size="small"
        can={principalCan.administer(me)}
        icon={<EditRegular />}
        onClick={() => setAsking(true)}
      >
        Change
      </ActionButton>
      {asking && <ChangeDialog principal={principal} close={() => setAsking(false)} />}
    </>
  )
}

function ChangeDialog({ principal, close }: { principal: PrincipalView; close: () => void }) {
  const queryClient = useQueryClient()
  const [form, setForm] = useState(() => formOf(principal))
  const changes = principalChanges(principal, form)
  const changing = useMutation({
    mutationFn: () => changePrincipal(principal.id, changes),
    onSuccess: async () => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: principalKeys.all }),
        queryClient.invalidateQueries({ queryKey: ['environment'] }),
        queryClient.invalidateQueries({ queryKey: meQuery.queryKey, exact: true }),
      ])
      close()
    },
  })
  return (
    <ConfirmDialog
      title={`Change ${principal.displayName}`}
      effects={changeEffects(principal, changes).map((line) => <p key={line}>{line}</p>)}
      confirm="Save"
      busy={changing.isPending}
      error={changing.error}
      reason={Object.keys(changes).length === 0 ? 'Change something first.' : undefined}
      onConfirm={() => changing.mutate()}
      onClose={close}
    >
      <PrincipalFields kind={principal.kind} form={form} changed={principal} onChange={setForm} />
    </ConfirmDialog>
  )
}
