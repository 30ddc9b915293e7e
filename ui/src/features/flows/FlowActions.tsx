import {
  Button,
  Dialog,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components'
import { CircleOffRegular } from '@fluentui/react-icons/svg/circle-off'
import { HistoryRegular } from '@fluentui/react-icons/svg/history'
import { PlayRegular } from '@fluentui/react-icons/svg/play'
import { PowerRegular } from '@fluentui/react-icons/svg/power'
import { ShareRegular } from '@fluentui/react-icons/svg/share'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { runFlow } from '@/api/flows'
import type { EnvironmentView, FlowDetail } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { StartForm } from '@/ui/StartForm'
import { flowCan } from '@/util/can'
import { startFields, startsByHand, triggerIn } from '@/util/startForm'
import { urls } from '@/util/urls'
import { FlowSwitchDialog } from './FlowSwitchDialog'
import { ShareDialog } from './sharing/ShareDialog'

type Props = { environment: EnvironmentView; flow: FlowDetail }

/** What can be done with a flow: start it, see its runs, share it, turn it on or off. */
export function FlowActions({ environment, flow }: Props) {
  const [open, setOpen] = useState<'nothing' | 'run' | 'switch' | 'share'>('nothing')
  const navigate = useNavigate()
  const byHand = startsByHand(triggerIn(flow.definition, flow.trigger.name) ?? { type: flow.trigger.type })
  const close = () => setOpen('nothing')
  const on = flow.state === 'on'
  return (
    <>
      <Button
        icon={<HistoryRegular />}
        onClick={() => void navigate(urls.runs(environment.name, { flow: flow.id }))}
      >
        Runs
      </Button>
      <ActionButton can={flowCan.share(flow)} icon={<ShareRegular />} onClick={() => setOpen('share')}>
        Share
      </ActionButton>
      <ActionButton
        can={on ? flowCan.disable(flow) : flowCan.enable(flow, flow.needs)}
        icon={on ? <CircleOffRegular /> : <PowerRegular />}
        onClick={() => setOpen('switch')}
      >
        {on ? 'Turn off' : 'Turn on'}
      </ActionButton>
      <ActionButton
        appearance="primary"
        can={flowCan.run(flow, byHand)}
        icon={<PlayRegular />}
        onClick={() => setOpen('run')}
      >
        Run now
      </ActionButton>
      {open === 'run' && <RunDialog environment={environment} flow={flow} close={close} />}
      {open === 'share' && <ShareDialog environment={environment} flow={flow} close={close} />}
      {open === 'switch' && <FlowSwitchDialog environment={environment} flow={flow} close={close} />}
    </>
  )
}

function RunDialog({ environment, flow, close }: Props & { close: () => void }) {
  const navigate = useNavigate()
  const starting = useMutation({
    mutationFn: (inputs: Record<string, unknown>) => runFlow(environment.name, flow.id, inputs),
    onSuccess: ({ run }) =>
      navigate(run ? urls.run(environment.name, run) : urls.runs(environment.name, { flow: flow.id })),
  })
  const fields = startFields(triggerIn(flow.definition, flow.trigger.name)?.schema)
  return (
    <Dialog open onOpenChange={(_, data) => !data.open && close()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{`Run ${flow.name} in ${environment.displayName}`}</DialogTitle>
          <DialogContent>
            <StartForm
              fields={fields}
              busy={starting.isPending}
              error={starting.error}
              submit={(inputs) => starting.mutate(inputs)}
              cancel={close}
            />
          </DialogContent>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
