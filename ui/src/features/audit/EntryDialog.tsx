import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components'
import { Link } from '@tanstack/react-router'
import type { AuditEntry } from '@/api/types'
import { CopyButton } from '@/ui/CopyButton'
import { JsonView } from '@/ui/JsonView'
import { Facts } from '@/ui/Page'
import { PrincipalChip } from '@/ui/Principal'
import { Time } from '@/ui/Time'
import { urls } from '@/util/urls'
import styles from './audit.module.css'
import { ObjectName } from './auditColumns'

/** Everything that an entry says. */
export function EntryDialog({ entry, close }: { entry: AuditEntry; close: () => void }) {
  const { seq, at, actor, environment, action, object, detail, hash } = entry
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && close()}>
      <DialogSurface className={styles.details}>
        <DialogBody>
          <DialogTitle>Entry {seq}</DialogTitle>
          <DialogContent className={styles.body}>
            <Facts
              facts={[
                ['When', <Time key="at" at={at} />],
                ['Who asked', actor ? <PrincipalChip key="actor" principal={actor} /> : 'the system'],
                ['Action', <code key="action">{action}</code>],
                ['To what', <ObjectName key="name" entry={entry} />],
                [
                  'Object',
                  <span key="object" className={styles.line}>
                    <code>{object}</code>
                    <Link {...urls.audit({ object })} onClick={close}>
                      All entries about it
                    </Link>
                  </span>,
                ],
                ['Environment', environment],
                [
                  'Hash',
                  <span key="hash" className={styles.line}>
                    <code>{hash}</code>
                    <CopyButton text={hash} label="Copy the hash" />
                  </span>,
                ],
              ]}
            />
            <JsonView value={detail} label="Particulars" maxHeight={320} />
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={close}>
              Close
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
