import { Button, Field, Input } from '@fluentui/react-components'
import type { Sharing } from '@/api/sharing'
import { Notice } from '@/ui/Notice'
import type { Draft } from './draft'
import styles from './sharing.module.css'
import { LONGEST_REASON, lastDay } from './words'

type Props = { sharing: Sharing; draft: Draft; change: (draft: Draft) => void }

/** Says that primary ownership will pass on, which may need a reason. */
export function PassingOn({ sharing, draft, change }: Props) {
  const { primaryOwner } = draft
  const former = sharing.grants.find(({ tier }) => tier === 'primaryOwner')?.principal
  if (!primaryOwner || !former) return null
  const last = lastDay(sharing.access.policy)
  return (
    <Notice tone="busy">
      <div className={styles.part}>
        <span>
          {primaryOwner.principal.displayName} will be the primary owner, and {former.displayName} a co-owner
          {last && ` until ${last}`}.
        </span>
        {sharing.access.policy.reasonRequired && (
          <Field label="Reason for the change of the primary owner" required>
            <Input
              maxLength={LONGEST_REASON}
              value={primaryOwner.reason ?? ''}
              onChange={(_, { value }) =>
                change({ ...draft, primaryOwner: { ...primaryOwner, reason: value || undefined } })
              }
            />
          </Field>
        )}
        <span>
          <Button size="small" onClick={() => change({ ...draft, primaryOwner: undefined })}>
            Leave it with {former.displayName}
          </Button>
        </span>
      </div>
    </Notice>
  )
}
