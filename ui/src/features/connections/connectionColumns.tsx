import { CheckmarkCircleRegular } from '@fluentui/react-icons/svg/checkmark-circle'
import { WarningRegular } from '@fluentui/react-icons/svg/warning'
import { Link } from '@tanstack/react-router'
import type { ConnectionView } from '@/api/types'
import { CopyButton } from '@/ui/CopyButton'
import type { Column } from '@/ui/columns'
import { PrincipalChip } from '@/ui/Principal'
import { Badge } from '@/ui/Status'
import { Time } from '@/ui/Time'
import { KIND_LABELS } from '@/util/identity'
import { connectorLabel, list } from '@/util/text'
import { urls } from '@/util/urls'
import styles from './connections.module.css'

/** The columns of the list of connections: first of all, whose identity each one is. */
export function connectionColumns(env: string): Column<ConnectionView>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      fixed: true,
      value: ({ displayName }) => displayName,
      cell: ({ displayName, id }) => (
        <span className={styles.name}>
          <strong>{displayName}</strong>
          <CopyButton text={id} label={`Copy the id of ${displayName}`} />
        </span>
      ),
    },
    {
      id: 'connector',
      header: 'Connector',
      value: ({ connector }) => connectorLabel(connector),
      cell: ({ connector }) => <span title={connector}>{connectorLabel(connector)}</span>,
    },
    {
      id: 'actsAs',
      header: 'Acts as',
      fixed: true,
      value: ({ owner }) => owner.displayName,
      cell: ({ owner }) => <PrincipalChip principal={owner} />,
    },
    {
      id: 'kind',
      header: 'Kind',
      value: ({ owner }) => KIND_LABELS[owner.kind],
      cell: ({ owner }) => (owner.kind === 'user' ? 'personal' : KIND_LABELS[owner.kind]),
    },
    {
      id: 'health',
      header: 'Health',
      value: ({ health }) => health,
      cell: ({ health, since }) => <Health health={health} since={since} />,
    },
    {
      id: 'usedBy',
      header: 'Used by',
      value: ({ usedBy }) =>
        list(
          usedBy.map(({ name }) => name),
          99,
        ),
      cell: ({ usedBy }) => <UsedBy env={env} flows={usedBy} />,
    },
    {
      id: 'createdAt',
      header: 'Created',
      hidden: true,
      value: ({ createdAt }) => createdAt,
      cell: ({ createdAt }) => <Time at={createdAt} />,
    },
  ]
}

/** What people read of a connection's health. */
export const HEALTH_LABELS: Record<ConnectionView['health'], string> = {
  ok: 'Working',
  neverTested: 'Never tested',
  expiring: 'Expires soon',
  expired: 'Expired',
  failing: 'Refused by the target',
  ownerDisabled: 'Owner disabled',
  ownerExpired: 'Owner expired',
  ownerDeleted: 'Owner deleted',
}

function Health({ health, since }: Pick<ConnectionView, 'health' | 'since'>) {
  if (health === 'ok') {
    return (
      <Badge tone="ok" icon={<CheckmarkCircleRegular aria-hidden />}>
        {HEALTH_LABELS[health]}
      </Badge>
    )
  }
  return (
    <span className={styles.line}>
      <Badge tone="bad" icon={<WarningRegular aria-hidden />}>
        {HEALTH_LABELS[health]}
      </Badge>
      {since && (
        <span className={styles.quiet}>
          since <Time at={since} />
        </span>
      )}
    </span>
  )
}

function UsedBy({ env, flows }: { env: string; flows: ConnectionView['usedBy'] }) {
  if (flows.length === 0) return <span className={styles.quiet}>no flow</span>
  return (
    <span className={styles.line}>
      {flows.slice(0, 3).map(({ flow, name }) => (
        <Link key={flow} {...urls.flow(env, flow)}>
          {name}
        </Link>
      ))}
      {flows.length > 3 && (
        <span
          className={styles.quiet}
          title={list(
            flows.map(({ name }) => name),
            50,
          )}
        >
          and {flows.length - 3} more
        </span>
      )}
    </span>
  )
}
