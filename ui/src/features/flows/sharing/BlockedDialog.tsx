import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components'
import type { Blocked } from './owners'

type Props = {
  why: Blocked
  flow: string
  /** Goes on in spite of it, which is offered only where somebody else can undo it. */
  goOn: () => void
  close: () => void
}

/** Stands in the way of a flow without an owner, and of giving up one's own ownership by mistake. */
export function BlockedDialog({ why, flow, goOn, close }: Props) {
  const isLast = why === 'lastOwner'
  return (
    <Dialog open modalType="alert" onOpenChange={(_, { open }) => !open && close()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>
            {isLast ? `${flow} would be left without an active owner` : `You would lose ${flow}`}
          </DialogTitle>
          <DialogContent>
            <p>
              {isLast
                ? 'Nobody could repair, share or delete it any more. Do one of these first:'
                : 'You could not change or share it any more, nor take this back. Before that, you can:'}
            </p>
            <ul>
              <li>Make somebody else the primary owner, with “Change…” beside the primary owner.</li>
              <li>Add a co-owner: a person, or a service account that outlives people.</li>
              <li>Keep the share that you meant to remove or to lower.</li>
            </ul>
          </DialogContent>
          <DialogActions>
            {!isLast && <Button onClick={goOn}>Give it up</Button>}
            <Button appearance="primary" onClick={close}>
              Go back
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
