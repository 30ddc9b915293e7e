import { Button } from '@fluentui/react-components'
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { removeComponent, solutionQuery } from '@/api/solutions'
import type { EnvironmentView, SolutionComponent, SolutionDetail } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'

type Props = { environment: EnvironmentView; solution: SolutionDetail; component: SolutionComponent }

/** Takes a component out of a solution. */
export function RemoveComponent({ environment, solution, component }: Props) {
  const queryClient = useQueryClient()
  const [asking, setAsking] = useState(false)
  const removing = useMutation({
    mutationFn: () => removeComponent(environment.name, solution.uniqueName, component),
    onSuccess: async () => {
      setAsking(false)
      await queryClient.invalidateQueries(solutionQuery(environment.name, solution.uniqueName))
    },
  })
  const name = component.name || component.key
  return (
    <>
      <Button
        size="small"
        appearance="subtle"
        icon={<DismissRegular />}
        aria-label={`Take out ${name}`}
        onClick={() => setAsking(true)}
      >
        Take out
      </Button>
      {asking && (
        <ConfirmDialog
          title={`Take ${name} out of ${solution.displayName}`}
          effects={
            <p>
              {name} stays in {environment.displayName} and goes on working. Packages that are exported from
              now on do not have it.
            </p>
          }
          confirm="Take out"
          busy={removing.isPending}
          error={removing.error}
          onConfirm={() => removing.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
