import {
  Button,
  Toast,
  ToastBody,
  ToastFooter,
  ToastTitle,
  ToastTrigger,
  useToastController,
} from '@fluentui/react-components'
import { asApiError } from '@/api/error'

/** The place of all toasts. */
export const TOASTER = 'steward'
/** How long what was done can be taken back, in milliseconds. */
const UNDO_TIME = 10_000

/** Takes something back, and says in a sentence how it is then. */
type Undo = () => Promise<string>

/** Says what was done, line by line, and offers for a while to take it back. */
export function useUndoToast() {
  const { dispatchToast } = useToastController(TOASTER)
  const undone = async (undo: Undo) => {
    try {
      const line = await undo()
      dispatchToast(<Said title="Undone" lines={[line]} />, { intent: 'info' })
    } catch (error) {
      const { message, hint } = asApiError(error)
      dispatchToast(<Said title="It could not be undone" lines={[message, ...(hint ? [hint] : [])]} />, {
        intent: 'error',
        timeout: -1,
      })
    }
  }
  return (title: string, lines: readonly string[], undo?: Undo) =>
    dispatchToast(<Said title={title} lines={lines} undo={undo && (() => void undone(undo))} />, {
      intent: 'success',
      timeout: UNDO_TIME,
      pauseOnHover: true,
    })
}

type Props = { title: string; lines: readonly string[]; undo?: () => void }

function Said({ title, lines, undo }: Props) {
  return (
    <Toast>
      <ToastTitle>{title}</ToastTitle>
      <ToastBody>
        {lines.map((line) => (
          <p key={line} style={{ margin: 0 }}>
            {line}
          </p>
        ))}
      </ToastBody>
      <ToastFooter>
        {undo && (
          <ToastTrigger>
            <Button size="small" onClick={undo}>
              Undo
            </Button>
          </ToastTrigger>
        )}
        <ToastTrigger>
          <Button size="small" appearance="subtle">
            Close
          </Button>
        </ToastTrigger>
      </ToastFooter>
    </Toast>
  )
}
