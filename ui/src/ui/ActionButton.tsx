import { Button, type ButtonProps, Tooltip, useRestoreFocusTarget } from '@fluentui/react-components'
import type { Can } from '@/util/can'

type Props = Omit<ButtonProps, 'disabled' | 'as' | 'type'> & {
  can: Can
  busy?: boolean
  type?: 'button' | 'submit'
}

/** A button that stays reachable when it cannot be used, and then says why. A dialog that it opens gives the focus back to it. */
export function ActionButton({ can, busy = false, children, ...rest }: Props) {
  const restoreFocus = useRestoreFocusTarget()
  const button = (
    <Button {...restoreFocus} {...(rest as ButtonProps)} disabledFocusable={can.reason !== undefined || busy}>
      {children}
    </Button>
  )
  if (!can.reason) return button
  return (
    <Tooltip content={can.reason} relationship="description">
      {button}
    </Tooltip>
  )
}
