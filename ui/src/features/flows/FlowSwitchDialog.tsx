import { useMutation, useQueryClient } from '@tanstack/react-query'
import { flowKeys, setFlowState } from '@/api/flows'
import type { EnvironmentView, FlowDetail } from '@/api/types'
import { ConfirmDialog } from '@/ui/ConfirmDialog'

type Props = { environment: EnvironmentView; flow: FlowDetail; close: () => void }

/** Turns a flow on or off after saying what that affects. */
export function FlowSwitchDialog({ environment, flow, close }: Props) {
  const queryClient = useQueryClient()
  const turningOn = flow.state === 'off'
  const switching = useMutation({
    mutationFn: () => setFlowState(environment.name, flow.id, turningOn ? 'on' : 'off'),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: flowKeys.all(environment.name) })
      close()
    },
  })
  return (
    <ConfirmDialog
      title={`Turn ${turningOn ? 'on' : 'off'} ${flow.name} in ${environment.displayName}?`}
      effects={
        turningOn ? (
          <p>
            Affects 1 flow. From now on its trigger starts runs of version {flow.publishedVersion}:{' '}
            {flow.trigger.summary}.
          </p>
        ) : (
          <p>
            Affects 1 flow. Its trigger starts nothing any more until somebody turns it on again. Runs that
            have started go on to their end.
          </p>
        )
      }
      confirm={turningOn ? 'Turn on' : 'Turn off'}
      busy={switching.isPending}
      error={switching.error}
      onConfirm={() => switching.mutate()}
      onClose={close}
    />
  )
}
