import { useMutation } from '@tanstack/react-query'
import { revertDrift } from '@/api/drift'
import type { Drift, EnvironmentView } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { useSettled } from './useSettled'

type Props = { environment: EnvironmentView; drift: Drift; close: () => void }

/** Puts back what was released. */
export function RevertDriftDialog({ environment, drift, close }: Props) {
  const reverting = useMutation({
    mutationFn: () => revertDrift(environment.name, drift),
    onSuccess: useSettled(environment.name, close),
  })
  const name = drift.subject.name || drift.subject.key
  return (
    <ConfirmDialog
      title={`Revert ${name}`}
      effects={
        <p>
          {name} is again in {environment.displayName} what the released package of {drift.solution} has. What
          was changed by hand is lost there; download the patch first to keep it. Runs under way end with the
          version that they began with.
        </p>
      }
      confirm="Revert"
      busy={reverting.isPending}
      error={reverting.error}
      onConfirm={() => reverting.mutate()}
      onClose={close}
    />
  )
}
