import type { FlowDetail, IdentityUse } from '@/api/types'
import type { Column } from '@/ui/columns'
import { DataTable } from '@/ui/DataTable'
import { PrincipalChip } from '@/ui/Principal'
import { Badge } from '@/ui/Status'
import { ABILITIES, identityGroups, MODE_LABELS, ruleLabel } from '@/util/identity'
import { count, readableName } from '@/util/text'
import styles from './flows.module.css'

const COLUMNS: Column<IdentityUse>[] = [
  {
    id: 'action',
    header: 'Action',
    fixed: true,
    value: ({ action }) => action,
    cell: ({ action }) => <strong>{readableName(action)}</strong>,
  },
  {
    id: 'principal',
    header: 'Acts as',
    fixed: true,
    value: ({ principal, actsAs }) => principal?.displayName ?? actsAs,
    cell: ({ principal, mode }) =>
      principal ? (
        <PrincipalChip principal={principal} />
      ) : (
        <Badge tone={mode === 'own' ? 'warn' : 'busy'}>
          {mode === 'own' ? 'nobody yet' : 'decided by the run'}
        </Badge>
      ),
  },
  {
    id: 'mode',
    header: 'Connection used',
    value: ({ mode }) => MODE_LABELS[mode],
    cell: ({ mode, connectionReference }) => (
      <>
        {MODE_LABELS[mode]}{' '}
        {connectionReference && <code className={styles.quiet}>{connectionReference}</code>}
      </>
    ),
  },
  {
    id: 'may',
    header: 'May it?',
    value: ({ ability }) => ABILITIES[ability].label,
    cell: ({ ability, because }) => (
      <>
        <Badge tone={ABILITIES[ability].tone}>{ABILITIES[ability].label}</Badge>{' '}
        <span className={styles.quiet}>{because}</span>
      </>
    ),
  },
  {
    id: 'why',
    header: 'Why',
    value: ({ actsAs }) => actsAs,
    cell: ({ actsAs, rule }) => (
      <>
        {actsAs} {rule && <span className={styles.rule}>Rule: {ruleLabel(rule)}.</span>}
      </>
    ),
  },
]

/** For every action, whose identity it will use and by which rule, before anything runs. */
export function IdentitiesTable({ flow }: { flow: FlowDetail }) {
  const groups = identityGroups(flow)
  return (
    <DataTable
      label="Actions"
      columns={COLUMNS}
      rows={flow.identities}
      rowKey={({ action }) => action}
      filters={
        <span className={styles.quiet}>{count(groups.length, 'identity', 'identities')} in this flow</span>
      }
      empty="No action of this flow uses a connection, so it acts as nobody."
    />
  )
}
