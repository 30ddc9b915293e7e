import { CircleOffRegular } from '@fluentui/react-icons/svg/circle-off'
import { PowerRegular } from '@fluentui/react-icons/svg/power'
import type { FlowView } from '@/api/types'
import { Badge } from '@/ui/Status'

/** Whether a flow is on; when off, hovering says why. */
export function FlowState({ flow }: { flow: Pick<FlowView, 'state' | 'offReason'> }) {
  if (flow.state === 'on') {
    return (
      <Badge tone="ok" icon={<PowerRegular aria-hidden />}>
        On
      </Badge>
    )
  }
  return (
    <span title={flow.offReason}>
      <Badge tone="quiet" icon={<CircleOffRegular aria-hidden />}>
        Off
      </Badge>
    </span>
  )
}
