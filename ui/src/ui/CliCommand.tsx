import { Button, Tooltip } from '@fluentui/react-components'
import { CheckmarkRegular } from '@fluentui/react-icons/svg/checkmark'
import { WindowConsoleRegular } from '@fluentui/react-icons/svg/window-console'
import { useCopy } from './useCopy'

/** Copies the command that shows or does the same from a terminal. */
export function CliCommand({ command }: { command: string }) {
  const { copied, copy } = useCopy()
  return (
    <Tooltip content={command} relationship="description">
      <Button
        appearance="subtle"
        size="small"
        icon={copied ? <CheckmarkRegular /> : <WindowConsoleRegular />}
        onClick={() => copy(command)}
      >
        {copied ? 'Copied' : 'Copy as CLI'}
      </Button>
    </Tooltip>
  )
}
