import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components'
import type { PrincipalChip } from '@/api/types'
import { list } from '@/util/text'
import type { Blocked } from './owners'

type Props = {
  why: Blocked
  flow: string
  /** Who owns it once that is saved. */
  owners: readonly PrincipalChip[]
  /** Goes on in spite of it, which is offered only where somebody else can undo it. */
  goOn: () => void
  close: () => void
}

/** Stands in the way of a flow without an owner, and of giving up one's own ownership by mistake. */
export function BlockedDialog({ why, flow, owners, goOn, close }: Props) {
  const isLast = why === 'lastOwner'
  const names = list(owners.filter(({ active }) => active).map(({ displayName }) => displayName))
  return (
    <Dialog open modalType="alert" onOpenChange={(_, { open }) => !open && close()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>
            {isLast ? `${flow} would be left without an active owner` : `You would give up ${flow}`}
          </DialogTitle>
          <DialogContent>
            {isLast ? (
              <>
                <p>Nobody could repair, share or delete it any more. Do one of these first:</p>
                <ul>
                  <li>Make somebody else the primary owner, with “Change…” beside the primary owner.</li>
                  <li>Add a co-owner: a person, or a service account that outlives people.</li>
                  <li>Keep the share that you meant to remove or to lower.</li>
                </ul>
              </>
            ) : (
              <>
                <p>
                  You would not own it any more: unless a role lets you, you could neither change nor share
                  it, nor take this back.
                </p>
                <ul>
                  <li>Go back and keep your share.</li>
                  <li>Or give it up: {names} would go on, and could share it with you again.</li>
                </ul>
              </>
            )}
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
