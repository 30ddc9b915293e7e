import { Button } from '@fluentui/react-components'
import { useState } from 'react'
import type { Sharing } from '@/api/sharing'
import type { PrincipalChip } from '@/api/types'
import { CopyButton } from '@/ui/CopyButton'
import { PrincipalPicker } from '@/ui/PrincipalPicker'
import { type Draft, forget, give, newShares, type Row, rowsOf, takeAway } from './draft'
import { focusRow, GrantTable, type GrantVerb } from './GrantTable'
import { Inherited } from './Inherited'
import { NewShares } from './NewShares'
import { OwnersStrip } from './OwnersStrip'
import { PassingOn } from './PassingOn'
import { ShareFields } from './ShareFields'
import styles from './sharing.module.css'
import { firstShare } from './words'

type Props = {
  sharing: Sharing
  draft: Draft
  change: (draft: Draft) => void
  /** The address of the flow. */
  link: string
}

type Asked = { verb: 'change' | 'replace' | 'passOn'; principal: string }

/** With whom the flow is shared, and the way to share it with others. */
export function PeopleTab({ sharing, draft, change, link }: Props) {
  const { grants, access } = sharing
  const [asked, setAsked] = useState<Asked>()
  const rows = rowsOf(grants, draft)
  const added = newShares(grants, draft)
  const present = [...rows.filter(({ removed }) => !removed).map(({ grant }) => grant), ...added]
  const add = (principal: PrincipalChip, tier?: 'coOwner') => {
    const first = firstShare(access.policy, added.at(-1))
    change(give(draft, { principal, ...first, ...(tier && { tier }) }))
  }
  const act = (verb: GrantVerb, { grant }: Row) => {
    const { id } = grant.principal
    if (verb === 'remove' || verb === 'keep') focusRow(id)
    setAsked(verb === 'remove' || verb === 'keep' ? undefined : { verb, principal: id })
    if (verb === 'remove') change(takeAway(draft, id))
    if (verb === 'keep') change(forget(draft, id))
  }
  const row = rows.find(({ grant }) => grant.principal.id === asked?.principal)
  return (
    <>
      <PrincipalPicker
        label="Add people, groups and service accounts"
        hint="What is shared with a group reaches its members, also those who join later."
        without={present.map(({ principal }) => principal.id)}
        onChoose={(principal) => add(principal)}
      />
      <NewShares
        shares={added}
        policy={access.policy}
        onChange={(share) => change(give(draft, share))}
        remove={(id) => change(forget(draft, id))}
      />
      <PassingOn sharing={sharing} draft={draft} change={change} />
      <OwnersStrip sharing={sharing} draft={draft} add={(principal) => add(principal, 'coOwner')} />
      <GrantTable
        rows={rows}
        act={act}
        asked={
          asked &&
          row && {
            principal: asked.principal,
            question: (
              <Question
                verb={asked.verb}
                row={row}
                sharing={sharing}
                draft={draft}
                change={change}
                close={() => {
                  focusRow(asked.principal)
                  setAsked(undefined)
                }}
              />
            ),
          }
        }
      />
      <Inherited access={access} />
      <div className={styles.link}>
        <CopyButton text={link} label="Copy the address of the flow. It gives nobody access.">
          Copy link
        </CopyButton>
        <span className={styles.quiet}>
          The link opens the flow for those who have access, and gives none.
        </span>
      </div>
    </>
  )
}

type QuestionProps = Omit<Props, 'link'> & { verb: Asked['verb']; row: Row; close: () => void }

/** What is asked about one share. */
function Question({ verb, row, sharing, draft, change, close }: QuestionProps) {
  const { principal } = row.grant
  const { tier, endsAt, reason } = row
  const taken = rowsOf(sharing.grants, draft).map(({ grant }) => grant.principal.id)
  switch (verb) {
    case 'passOn':
      return (
        <PrincipalPicker
          label="New primary owner"
          hint={`The flow keeps its id and its history. ${principal.displayName} stays a co-owner.`}
          kinds={['user', 'serviceAccount']}
          without={[principal.id]}
          onChoose={(chosen) => {
            const former = sharing.grants.find((grant) => grant.tier === 'primaryOwner')?.principal.id
            change({ ...draft, primaryOwner: chosen.id === former ? undefined : { principal: chosen } })
            close()
          }}
        />
      )
    case 'replace':
      return (
        <PrincipalPicker
          label={`Instead of ${principal.displayName}`}
          hint="Gets the same tier, end and reason."
          without={taken}
          onChoose={(chosen) => {
            if (tier !== 'primaryOwner')
              change(give(takeAway(draft, principal.id), { principal: chosen, tier, endsAt, reason }))
            close()
          }}
        />
      )
    case 'change':
      return tier === 'primaryOwner' ? null : (
        <div className={styles.part}>
          <ShareFields
            share={{ principal, tier, endsAt, reason }}
            policy={sharing.access.policy}
            onChange={(share) => change(give(draft, share))}
          />
          <Button size="small" onClick={close}>
            Done
          </Button>
        </div>
      )
  }
}
