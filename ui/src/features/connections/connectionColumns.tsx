import { Link } from '@tanstack/react-router'
import type { ConnectionView } from '@/api/types'
import { CopyButton } from '@/ui/CopyButton'
import type { Column } from '@/ui/columns'
import { PrincipalChip } from '@/ui/Principal'
import { Badge } from '@/ui/Status'
import { Time } from '@/ui/Time'
import { connectorLabel, count, list } from '@/util/text'
import { urls } from '@/util/urls'
import { ConnectionHealth } from './ConnectionHealth'
import styles from './connections.module.css'
import { CONNECTION_KINDS } from './kinds'

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
          <Link {...urls.connection(env, id)} data-row-link>
            <strong>{displayName}</strong>
          </Link>
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
      value: ({ kind }) => CONNECTION_KINDS[kind],
      cell: ({ kind, warnings }) => (
        <span className={styles.line}>
          {CONNECTION_KINDS[kind]}
          {warnings.some(({ code }) => code === 'personalInProtected') && (
            <Badge tone="warn">in a protected environment</Badge>
          )}
        </span>
      ),
    },
    {
      id: 'health',
      header: 'Health',
      value: ({ health }) => health,
      cell: (connection) => <ConnectionHealth connection={connection} />,
    },
    {
      id: 'lastUsed',
      header: 'Last used',
      value: ({ lastUsedAt }) => lastUsedAt,
      cell: ({ lastUsedAt, lastUsedBy }) =>
        lastUsedAt ? (
          <span className={styles.line}>
            <Time at={lastUsedAt} />
            {lastUsedBy && <span className={styles.quiet}>by {lastUsedBy.displayName}</span>}
          </span>
        ) : (
          <span className={styles.quiet}>no run is known</span>
        ),
    },
    {
      id: 'usedBy',
      header: 'Used by',
      value: ({ usedBy }) =>
        list(
          usedBy.map(({ name }) => name),
          99,
        ),
      cell: ({ usedBy, usedByOthers }) => <UsedBy env={env} flows={usedBy} others={usedByOthers} />,
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

type UsedByProps = { env: string; flows: ConnectionView['usedBy']; others: number }

function UsedBy({ env, flows, others }: UsedByProps) {
  if (flows.length + others === 0) return <span className={styles.quiet}>no flow</span>
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
      {others > 0 && <span className={styles.quiet}>{count(others, 'flow')} that you may not see</span>}
    </span>
  )
}
