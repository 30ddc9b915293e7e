import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { auditObject, connectionActivityQuery } from '@/api/connections'
import type { AuditEntry, ConnectionView, EnvironmentView } from '@/api/types'
import { Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { PrincipalChip } from '@/ui/Principal'
import { Time } from '@/ui/Time'
import { auditCan } from '@/util/can'
import { urls } from '@/util/urls'
import { useMe } from '@/util/useEnvironment'
import styles from './connections.module.css'

type Props = { environment: EnvironmentView; connection: ConnectionView }

/** What was done to a connection and by whom, newest first. */
export function Activity({ environment, connection }: Props) {
  const me = useMe()
  const { reason } = auditCan.readIn(me, environment)
  const mayReadAll = auditCan.read(me).reason === undefined
  return (
    <Section
      title="Activity"
      actions={
        mayReadAll && (
          <Link {...urls.audit({ object: auditObject(connection.id), environment: environment.name })}>
            All of it in the audit
          </Link>
        )
      }
    >
      {reason ? <p>{reason}</p> : <Entries environment={environment} connection={connection} />}
    </Section>
  )
}

function Entries({ environment, connection }: Props) {
  const query = useQuery(connectionActivityQuery(environment.name, connection.id))
  return (
    <QueryState query={query} what="what was done to this connection">
      {({ value }) => <EntryTable entries={value} />}
    </QueryState>
  )
}

function EntryTable({ entries }: { entries: readonly AuditEntry[] }) {
  if (entries.length === 0) return <p>Nothing was done to it since the log begins.</p>
  return (
    <table className={styles.table} aria-label="Activity">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Who asked</th>
          <th scope="col">Action</th>
        </tr>
      </thead>
      <tbody>
        {entries.map(({ seq, at, actor, action }) => (
          <tr key={seq}>
            <td>
              <Time at={at} />
            </td>
            <td>{actor ? <PrincipalChip principal={actor} /> : 'the system'}</td>
            <td>
              <code>{action}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
