import { PersonAvailableRegular } from '@fluentui/react-icons/svg/person-available'
import { PersonProhibitedRegular } from '@fluentui/react-icons/svg/person-prohibited'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { principalKeys, setPrincipalState } from '@/api/principals'
import type { PrincipalView } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { principalCan } from '@/util/can'
import { useMe } from '@/util/useEnvironment'
import { disableEffects } from './disableEffects'
import { useHoldings } from './useHoldings'

/** Disables or enables somebody, after saying which connections and flows that affects. */
export function PrincipalSwitch({ principal }: { principal: PrincipalView }) {
  const me = useMe()
  const [asking, setAsking] = useState(false)
  const disabling = !principal.disabledAt
  return (
    <>
      <ActionButton
        size="small"
        can={principalCan.disable(me, principal)}
        icon={disabling ? <PersonProhibitedRegular /> : <PersonAvailableRegular />}
        aria-label={`${disabling ? 'Disable' : 'Enable'} ${principal.displayName}`}
        onClick={() => setAsking(true)}
      >
        {disabling ? 'Disable' : 'Enable'}
      </ActionButton>
      {asking && <SwitchDialog principal={principal} close={() => setAsking(false)} />}
    </>
  )
}

function SwitchDialog({ principal, close }: { principal: PrincipalView; close: () => void }) {
  const queryClient = useQueryClient()
  const holdings = useHoldings(principal.id)
  const disabling = !principal.disabledAt
  const switching = useMutation({
    mutationFn: () => setPrincipalState(principal.id, disabling ? 'disabled' : 'active'),
    onSuccess: async () => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: principalKeys.all }),
        queryClient.invalidateQueries({ queryKey: ['environment'] }),
      ])
      close()
    },
  })
  const lines = disableEffects(principal, disabling ? 'disable' : 'enable', holdings)
  return (
    <ConfirmDialog
      title={`${disabling ? 'Disable' : 'Enable'} ${principal.displayName}?`}
      effects={lines.map((line) => <p key={line}>{line}</p>)}
      confirm={disabling ? 'Disable' : 'Enable'}
      busy={switching.isPending}
      error={switching.error}
      reason={holdings.kind === 'loading' ? 'Still looking for what this affects.' : undefined}
      onConfirm={() => switching.mutate()}
      onClose={close}
    />
  )
}
