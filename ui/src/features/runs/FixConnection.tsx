import { KeyResetRegular } from '@fluentui/react-icons/svg/key-reset'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { resubmitRun } from '@/api/runs'
import type { ActingView, EnvironmentView, RunDetail } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { ReauthenticateDialog } from '@/ui/ReauthenticateDialog'
import { runCan } from '@/util/can'
import { urls } from '@/util/urls'

type Props = { environment: EnvironmentView; run: RunDetail; connection: ActingView['connection'] }

/** Repairs the connection that a run failed on, and repeats the run: one question for both. */
export function FixConnection({ environment, run, connection }: Props) {
  const [open, setOpen] = useState(false)
  const navigate = useNavigate()
  const repeat = async () => {
    const { run: started } = await resubmitRun(environment.name, run.id)
    await navigate(urls.run(environment.name, started))
  }
  return (
    <>
      <ActionButton
        size="small"
        appearance="primary"
        icon={<KeyResetRegular />}
        can={runCan.resubmit(run)}
        onClick={() => setOpen(true)}
      >
        Fix and resubmit
      </ActionButton>
      {open && (
        <ReauthenticateDialog
          environment={environment}
          connection={connection}
          confirm="Sign in anew and resubmit"
          then={repeat}
          close={() => setOpen(false)}
        />
      )}
    </>
  )
}
