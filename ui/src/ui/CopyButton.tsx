import { Button, Tooltip } from '@fluentui/react-components'
import { CheckmarkRegular } from '@fluentui/react-icons/svg/checkmark'
import { CopyRegular } from '@fluentui/react-icons/svg/copy'
import { useCopy } from './useCopy'

type Props = { text: string; label: string; children?: string }

/** Copies a text and says so. With children it shows them as its text, otherwise only the icon. */
export function CopyButton({ text, label, children }: Props) {
  const { copied, copy } = useCopy()
  return (
    <Tooltip content={copied ? 'Copied' : label} relationship={children ? 'description' : 'label'}>
      <Button
        appearance="subtle"
        size="small"
        icon={copied ? <CheckmarkRegular /> : <CopyRegular />}
        onClick={() => copy(text)}
      >
        {children}
      </Button>
    </Tooltip>
  )
}
