import { Button } from '@fluentui/react-components'
import { LockClosedRegular } from '@fluentui/react-icons/svg/lock-closed'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { AccessPath, FlowAccess, PrincipalChip as Principal } from '@/api/types'
import { PrincipalChip } from '@/ui/Principal'
import { asSentence, count } from '@/util/text'
import { urls } from '@/util/urls'
import styles from './sharing.module.css'

/** How many rows are shown before somebody asks for the others. */
const MOST = 8

/** What reaches a flow without a share of its own, so that only its source can change it. */
export function Inherited({ access }: { access: FlowAccess }) {
  const [all, setAll] = useState(false)
  const rows = access.people.flatMap(({ principal, paths }) =>
    paths.filter(isInherited).map((path) => ({ principal, path })),
  )
  if (rows.length === 0) return null
  return (
    <section aria-label="Inherited">
      <h3 className={styles.heading}>Inherited ({count(rows.length, 'way')})</h3>
      <ul className={styles.list}>
        {rows.slice(0, all ? undefined : MOST).map(({ principal, path }) => (
          <InheritedRow key={`${principal.id} ${path.sentence}`} principal={principal} path={path} />
        ))}
      </ul>
      {rows.length > MOST && !all && (
        <Button size="small" appearance="subtle" onClick={() => setAll(true)}>
          Show all {rows.length}
        </Button>
      )}
    </section>
  )
}

function isInherited({ kind, through }: AccessPath): boolean {
  return kind !== 'primaryOwner' && (kind !== 'grant' || through.length > 0)
}

function InheritedRow({ principal, path }: { principal: Principal; path: AccessPath }) {
  const source = path.through[0]
  return (
    <li>
      <LockClosedRegular aria-label="Cannot be changed here" />
      <PrincipalChip principal={principal} />
      <span>{asSentence(path.sentence)}</span>
      {source && <Link {...urls.person(source.id)}>Open {source.displayName}</Link>}
    </li>
  )
}
