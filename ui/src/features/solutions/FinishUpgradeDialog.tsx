import { useMutation, useQueryClient } from '@tanstack/react-query'
import { finishUpgrade } from '@/api/solutions'
import type { EnvironmentView, SolutionDetail } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'

type Props = { environment: EnvironmentView; solution: SolutionDetail; close: () => void }

/** Removes what a staged upgrade left over. */
export function FinishUpgradeDialog({ environment, solution, close }: Props) {
  const queryClient = useQueryClient()
  const finishing = useMutation({
    mutationFn: () => finishUpgrade(environment.name, solution.uniqueName),
    onSuccess: async () => {
      close()
      await queryClient.invalidateQueries({ queryKey: ['environment', environment.name] })
    },
  })
  return (
    <ConfirmDialog
      title={`Finish the upgrade of ${solution.displayName} in ${environment.displayName}`}
      effects={<p>Removes what the version before had and {solution.version} does not.</p>}
      confirm="Finish"
      busy={finishing.isPending}
      error={finishing.error}
      onConfirm={() => finishing.mutate()}
      onClose={close}
    />
  )
}
