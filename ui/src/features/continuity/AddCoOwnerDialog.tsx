import { useMutation, useQueryClient } from '@tanstack/react-query'
import { continuityKeys } from '@/api/continuity'
import { addCoOwner, flowKeys } from '@/api/flows'
import type { FlowAtRisk, PrincipalChip, RiskStep } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { count } from '@/util/text'

/** Whom to make a co-owner of which flow. */
export type Addition = Pick<FlowAtRisk, 'environment' | 'flow'> & { principal: PrincipalChip; step: RiskStep }

/** Makes somebody a co-owner of a flow at risk, after saying what that allows. */
export function AddCoOwnerDialog({
  environment,
  flow,
  principal,
  step,
  close,
}: Addition & { close: () => void }) {
  const queryClient = useQueryClient()
  const adding = useMutation({
    mutationFn: () => addCoOwner(environment.name, flow.id, principal.id),
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
      title={`Make ${principal.displayName} a co-owner of ${flow.displayName}?`}
      effects={
        <p>
          Affects 1 flow. {principal.displayName} can change it, share it, swap its connections and see its
          runs. Its score gains {count(step.gain, 'point')}.
        </p>
      }
      confirm="Make a co-owner"
      busy={adding.isPending}
      error={adding.error}
      onConfirm={() => adding.mutate()}
      onClose={close}
    />
  )
}
