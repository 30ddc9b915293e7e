import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { connectionKeys, probesQuery, testConnection } from '@/api/connections'
import type { ConnectionView, EnvironmentView, Probe } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { ErrorNotice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { PrincipalChip } from '@/ui/Principal'
import { ProbeOutcome } from '@/ui/ProbeOutcome'
import { Prose } from '@/ui/Prose'
import { Duration, Time } from '@/ui/Time'
import { connectionCan } from '@/util/can'
import styles from './connections.module.css'

type Props = { environment: EnvironmentView; connection: ConnectionView }

/** How trying a connection went, newest first, and the way to try it now. */
export function Health({ environment, connection }: Props) {
  const query = useQuery(probesQuery(environment.name, connection.id))
  const queryClient = useQueryClient()
  const testing = useMutation({
    mutationFn: () => testConnection(environment.name, connection.id),
    onSettled: () => queryClient.invalidateQueries({ queryKey: connectionKeys.all(environment.name) }),
  })
  return (
    <Section
      title="Health"
      actions={
        <ActionButton
          size="small"
          can={connectionCan.use(connection)}
          busy={testing.isPending}
          onClick={() => testing.mutate()}
        >
          {testing.isPending ? 'Testing…' : 'Test now'}
        </ActionButton>
      }
    >
      <ErrorNotice error={testing.error} />
      <QueryState query={query} what="how trying it went">
        {({ value }) => <ProbeTable probes={value} />}
      </QueryState>
    </Section>
  )
}

function ProbeTable({ probes }: { probes: readonly Probe[] }) {
  if (probes.length === 0) return <p>Nobody has tried it yet.</p>
  return (
    <table className={styles.table} aria-label="Tests">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Outcome</th>
          <th scope="col">Took</th>
          <th scope="col">What it means</th>
          <th scope="col">Asked by</th>
        </tr>
      </thead>
      <tbody>
        {probes.map(({ at, outcome, latencyMs, message, raw, askedBy }) => (
          <tr key={at}>
            <td>
              <Time at={at} />
            </td>
            <td>
              <ProbeOutcome outcome={outcome} />
            </td>
            <td>
              <Duration milliseconds={latencyMs} />
            </td>
            <td>
              <Prose text={message} />
              {raw && (
                <details>
                  <summary>What the target said</summary>
                  <code className={styles.raw}>{raw}</code>
                </details>
              )}
            </td>
            <td>{askedBy ? <PrincipalChip principal={askedBy} /> : 'the server'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
