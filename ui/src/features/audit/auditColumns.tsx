import { Button } from '@fluentui/react-components'
import { Link } from '@tanstack/react-router'
import type { AuditEntry } from '@/api/types'
import type { Column } from '@/ui/columns'
import { PrincipalChip } from '@/ui/Principal'
import { Time } from '@/ui/Time'
import { changeOf, objectLink, objectName, objectParts } from './audit'
import styles from './audit.module.css'

/** The columns of the list of entries. */
export function auditColumns(open: (entry: AuditEntry) => void): Column<AuditEntry>[] {
  return [
    {
      id: 'seq',
      header: 'Entry',
      fixed: true,
      tight: true,
      value: ({ seq }) => seq,
      cell: (entry) => (
        <Button size="small" aria-label={`Details of entry ${entry.seq}`} onClick={() => open(entry)}>
          {entry.seq}
        </Button>
      ),
    },
    {
      id: 'at',
      header: 'When',
      fixed: true,
      tight: true,
      value: ({ at }) => at,
      cell: ({ at }) => <Time at={at} />,
    },
    {
      id: 'actor',
      header: 'Who asked',
      fixed: true,
      value: ({ actor }) => actor?.displayName ?? 'the system',
      cell: ({ actor }) =>
        actor ? <PrincipalChip principal={actor} /> : <span className={styles.quiet}>the system</span>,
    },
    {
      id: 'action',
      header: 'Action',
      fixed: true,
      value: ({ action }) => action,
      cell: ({ action }) => <code>{action}</code>,
    },
    {
      id: 'object',
      header: 'To what',
      value: ({ object }) => object,
      cell: (entry) => <ObjectName entry={entry} />,
    },
    {
      id: 'change',
      header: 'Before and after',
      value: changeOf,
      cell: (entry) => changeOf(entry),
    },
    {
      id: 'environment',
      header: 'Environment',
      value: ({ environment }) => environment,
      cell: ({ environment }) => environment,
    },
    {
      id: 'hash',
      header: 'Hash',
      hidden: true,
      value: ({ hash }) => hash,
      cell: ({ hash }) => <code title={hash}>{hash.slice(0, 16)}…</code>,
    },
  ]
}

/** What an entry is about, by its name, with a way to its page where it has one. */
export function ObjectName({ entry }: { entry: AuditEntry }) {
  const name = objectName(entry)
  const link = objectLink(entry)
  return (
    <span className={styles.object} title={entry.object}>
      {link ? <Link {...link}>{name}</Link> : name}
      <span className={styles.quiet}> {objectParts(entry.object).kind}</span>
    </span>
  )
}
