import {
  Button,
  Menu,
  MenuButton,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from '@fluentui/react-components'
import { MoreHorizontalRegular } from '@fluentui/react-icons/svg/more-horizontal'
import { Fragment, type ReactNode } from 'react'
import { PrincipalChip } from '@/ui/Principal'
import { Badge } from '@/ui/Status'
import { Day } from '@/ui/Time'
import { TIER_LABELS } from '@/util/tiers'
import type { Row } from './draft'
import styles from './sharing.module.css'
import { sizeWords } from './words'

/** Leads the focus to the row of a share, before what has it goes away with a change. */
export function focusRow(principal: string) {
  document.getElementById(rowId(principal))?.focus()
}

function rowId(principal: string): string {
  return `share-${principal}`
}

/** What can be done with one share. */
export type GrantVerb = 'change' | 'replace' | 'remove' | 'keep' | 'passOn'

type Props = {
  rows: readonly Row[]
  /** What is asked for one of them, shown below it. */
  asked: { principal: string; question: ReactNode } | undefined
  act: (verb: GrantVerb, row: Row) => void
}

/** With whom a flow is shared, and as what. */
export function GrantTable({ rows, asked, act }: Props) {
  return (
    <div className={styles.wrap}>
      <table className={styles.table} aria-label="Shared with">
        <thead>
          <tr>
            <th scope="col">Who</th>
            <th scope="col">As</th>
            <th scope="col">Source</th>
            <th scope="col">Granted by</th>
            <th scope="col">Since</th>
            <th scope="col">Ends</th>
            <th scope="col">
              <span className="sr-only">What to do</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Fragment key={row.grant.principal.id}>
              <GrantRow row={row} act={(verb) => act(verb, row)} />
              {asked?.principal === row.grant.principal.id && (
                <tr>
                  <td colSpan={7} className={styles.question}>
                    {asked.question}
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function GrantRow({ row, act }: { row: Row; act: (verb: GrantVerb) => void }) {
  const { grant, tier, endsAt, reason, removed, changed } = row
  const { principal, grantedBy, since, groupSize } = grant
  return (
    <tr id={rowId(principal.id)} tabIndex={-1} className={removed ? styles.removed : undefined}>
      <td>
        <PrincipalChip principal={principal} />
        {groupSize && <div className={styles.quiet}>{sizeWords(groupSize)}</div>}
        {reason && <div className={styles.quiet}>“{reason}”</div>}
      </td>
      <td>
        <span className={styles.as}>
          {TIER_LABELS[tier]}
          {removed ? (
            <Badge tone="bad">will be removed</Badge>
          ) : changed ? (
            <Badge tone="busy">changed</Badge>
          ) : (
            grant.ended && <Badge tone="quiet">ended</Badge>
          )}
        </span>
      </td>
      <td>direct</td>
      <td>{grantedBy ? <PrincipalChip principal={grantedBy} /> : <span className={styles.quiet}>–</span>}</td>
      <td>
        <Day at={since} />
      </td>
      <td>{endsAt ? <Day at={endsAt} /> : <span className={styles.quiet}>never</span>}</td>
      <td className={styles.end}>
        <Verbs row={row} act={act} />
      </td>
    </tr>
  )
}

function Verbs({ row, act }: { row: Row; act: (verb: GrantVerb) => void }) {
  const { displayName } = row.grant.principal
  if (row.tier === 'primaryOwner') {
    return (
      <Button
        size="small"
        aria-label={`Change the primary owner ${displayName}`}
        onClick={() => act('passOn')}
      >
        Change…
      </Button>
    )
  }
  if (row.removed) {
    return (
      <Button size="small" aria-label={`Keep ${displayName}`} onClick={() => act('keep')}>
        Keep
      </Button>
    )
  }
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <MenuButton
          size="small"
          appearance="subtle"
          icon={<MoreHorizontalRegular />}
          menuIcon={null}
          aria-label={`What to do with the share of ${displayName}`}
        />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItem onClick={() => act('change')}>Change tier, end or reason</MenuItem>
          <MenuItem onClick={() => act('replace')}>Replace with somebody else</MenuItem>
          <MenuItem onClick={() => act('remove')}>Remove</MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  )
}
