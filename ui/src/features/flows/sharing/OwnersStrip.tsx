import { Button } from '@fluentui/react-components'
import type { Sharing } from '@/api/sharing'
import type { PrincipalChip } from '@/api/types'
import { Notice } from '@/ui/Notice'
import type { Draft } from './draft'
import { continuityOf, ownersAfter } from './owners'
import styles from './sharing.module.css'

type Props = { sharing: Sharing; draft: Draft; add: (principal: PrincipalChip) => void }

/** How many can repair the flow, and what happens if one of them leaves. */
export function OwnersStrip({ sharing, draft, add }: Props) {
  const owners = ownersAfter(sharing, draft)
  const active = owners.filter((owner) => owner.active).length
  const suggested = sharing.access.suggested.filter(({ id }) => !owners.some((owner) => owner.id === id))
  return (
    <Notice tone={active >= 2 ? 'ok' : active === 1 ? 'warn' : 'bad'}>
      <div className={styles.strip}>
        <span>
          <strong>
            Owners: {active} active of {owners.length}.
          </strong>{' '}
          {continuityOf(owners)}
        </span>
        {active < 2 &&
          suggested.map((principal) => (
            <Button key={principal.id} size="small" onClick={() => add(principal)}>
              Add {principal.displayName} as co-owner
            </Button>
          ))}
      </div>
    </Notice>
  )
}
