import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { deletePolicy } from '@/api/dataPolicies'
import type { DataPolicy } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { policyEffects } from './policyForm'

/** Asks before a policy goes, with the flows that come on again. */
export function DeletePolicyDialog({ policy, close }: { policy: DataPolicy; close: () => void }) {
  const queryClient = useQueryClient()
  const looking = useQuery({
    queryKey: ['data-policies', policy.name, 'delete'],
    queryFn: () => deletePolicy(policy.name, true),
    staleTime: 0,
    gcTime: 0,
  })
  const deleting = useMutation({
    mutationFn: () => deletePolicy(policy.name, false),
    onSuccess: async () => {
      close()
      await queryClient.invalidateQueries()
    },
  })
  return (
    <ConfirmDialog
      title={`Delete ${policy.displayName}`}
      effects={
        looking.data ? (
          policyEffects(looking.data).map((line) => <p key={line}>{line}</p>)
        ) : (
          <p>Looking which flows come on again…</p>
        )
      }
      confirm="Delete"
      busy={deleting.isPending}
      error={deleting.error ?? looking.error}
      reason={looking.data ? undefined : 'Wait for what it does.'}
      onConfirm={() => deleting.mutate()}
      onClose={close}
    />
  )
}
