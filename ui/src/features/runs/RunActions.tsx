import { ArrowRepeatAllRegular } from '@fluentui/react-icons/svg/arrow-repeat-all'
import { StopRegular } from '@fluentui/react-icons/svg/stop'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { cancelRun, resubmitRun, runKeys } from '@/api/runs'
import type { EnvironmentView, RunDetail } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { runCan } from '@/util/can'
import { isRunFinal } from '@/util/runStatus'
import { urls } from '@/util/urls'

type Props = { environment: EnvironmentView; run: RunDetail }

/** Resubmit and cancel, each after saying what it affects. */
export function RunActions({ environment, run }: Props) {
  const [open, setOpen] = useState<'nothing' | 'cancel' | 'resubmit'>('nothing')
  const close = () => setOpen('nothing')
  return (
    <>
      {!isRunFinal(run.status) && (
        <ActionButton can={runCan.cancel(run)} icon={<StopRegular />} onClick={() => setOpen('cancel')}>
          Cancel run
        </ActionButton>
      )}
      <ActionButton
        can={runCan.resubmit(run)}
        icon={<ArrowRepeatAllRegular />}
        onClick={() => setOpen('resubmit')}
      >
        Resubmit
      </ActionButton>
      {open === 'cancel' && <CancelDialog environment={environment} run={run} close={close} />}
      {open === 'resubmit' && <ResubmitDialog environment={environment} run={run} close={close} />}
    </>
  )
}

function CancelDialog({ environment, run, close }: Props & { close: () => void }) {
  const queryClient = useQueryClient()
  const cancelling = useMutation({
    mutationFn: () => cancelRun(environment.name, run.id),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: runKeys.all(environment.name) })
      close()
    },
  })
  return (
    <ConfirmDialog
      title={`Cancel this run of ${run.flow.name} in ${environment.displayName}?`}
      effects={
        <p>Affects 1 run. Actions that have not started will not start; calls already made are not undone.</p>
      }
      confirm="Cancel the run"
      busy={cancelling.isPending}
      error={cancelling.error}
      onConfirm={() => cancelling.mutate()}
      onClose={close}
    />
  )
}

function ResubmitDialog({ environment, run, close }: Props & { close: () => void }) {
  const navigate = useNavigate()
  const resubmitting = useMutation({
    mutationFn: () => resubmitRun(environment.name, run.id),
    onSuccess: async ({ run: started }) => {
      close()
      await navigate(urls.run(environment.name, started))
    },
  })
  return (
    <ConfirmDialog
      title={`Resubmit this run of ${run.flow.name} in ${environment.displayName}?`}
      effects={
        <>
          <p>Starts 1 new run with the same trigger outputs. This run and its history stay as they are.</p>
          <p>
            Every action runs again from the start: what this run wrote or sent already, the new one writes or
            sends again.
          </p>
        </>
      }
      confirm="Resubmit"
      busy={resubmitting.isPending}
      error={resubmitting.error}
      onConfirm={() => resubmitting.mutate()}
      onClose={close}
    />
  )
}
