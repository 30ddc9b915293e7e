import { Button } from '@fluentui/react-components'
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss'
import { useQuery } from '@tanstack/react-query'
import { membersQuery } from '@/api/principals'
import type { FlowAccess } from '@/api/types'
import { PrincipalChip } from '@/ui/Principal'
import { count } from '@/util/text'
import type { Share } from './draft'
import { ShareFields } from './ShareFields'
import styles from './sharing.module.css'

type Props = {
  shares: readonly Share[]
  policy: FlowAccess['policy']
  onChange: (share: Share) => void
  remove: (principal: string) => void
}

/** Those with whom the flow will be shared once that is saved. */
export function NewShares({ shares, policy, onChange, remove }: Props) {
  if (shares.length === 0) return null
  return (
    <ul className={styles.cards} aria-label="To be added">
      {shares.map((share) => {
        const { id, kind, displayName } = share.principal
        return (
          <li key={id} className={styles.card}>
            <div className={styles.cardHead}>
              <PrincipalChip principal={share.principal} />
              {kind === 'group' && <GroupSize group={id} />}
              <span className={styles.grow} />
              <Button
                size="small"
                appearance="subtle"
                icon={<DismissRegular />}
                aria-label={`Do not add ${displayName}`}
                onClick={() => remove(id)}
              />
            </div>
            <ShareFields share={share} policy={policy} onChange={onChange} />
          </li>
        )
      })}
    </ul>
  )
}

/** How many are in a group that is about to get something. */
function GroupSize({ group }: { group: string }) {
  const { data } = useQuery(membersQuery(group))
  if (!data) return null
  const groups = data.value.filter(({ kind }) => kind === 'group').length
  const members = count(data.value.length, 'member')
  const more = data.next ? ' or more' : ''
  return (
    <span className={styles.quiet}>
      {members}
      {more}
      {groups > 0 && `, ${count(groups, 'group')} among them`}
    </span>
  )
}
