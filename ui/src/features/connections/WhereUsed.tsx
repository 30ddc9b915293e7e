import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { connectionUsesQuery } from '@/api/connections'
import type { ConnectionUses, ConnectionView, EnvironmentView } from '@/api/types'
import { Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { Badge, Status } from '@/ui/Status'
import { Time } from '@/ui/Time'
import { count, readableName } from '@/util/text'
import { urls } from '@/util/urls'
import styles from './connections.module.css'

type Props = { environment: EnvironmentView; connection: ConnectionView }

/** What uses a connection: references, and by solution the flows with their actions, next firing and newest run. */
export function WhereUsed({ environment, connection }: Props) {
  const query = useQuery(connectionUsesQuery(environment.name, connection.id))
  return (
    <Section title="Where used">
      <QueryState query={query} what="what uses this connection">
        {(uses) => <Uses environment={environment} uses={uses} />}
      </QueryState>
    </Section>
  )
}

/** Flows by the solution that they came with; those of none come last. */
export function bySolution(flows: ConnectionUses['flows']): [string, ConnectionUses['flows']][] {
  const groups = new Map<string, ConnectionUses['flows']>()
  for (const flow of flows) {
    const name = flow.solution ?? ''
    groups.set(name, [...(groups.get(name) ?? []), flow])
  }
  return [...groups].sort(([one], [other]) => (one === '' ? 1 : other === '' ? -1 : one.localeCompare(other)))
}

function Uses({ environment, uses }: { environment: EnvironmentView; uses: ConnectionUses }) {
  const nobody = uses.flows.length === 0 && uses.others === 0
  return (
    <div className={styles.fields}>
      {uses.references.length > 0 && (
        <p>
          Bound to it:{' '}
          {uses.references.map(({ logicalName, flows }) => (
            <span key={logicalName} className={styles.line}>
              <code>{logicalName}</code>
              <span className={styles.quiet}>{count(flows, 'flow')}</span>
            </span>
          ))}
        </p>
      )}
      {nobody && <p>No flow uses it.</p>}
      <ul className={styles.tree}>
        {bySolution(uses.flows).map(([solution, flows]) => (
          <li key={solution}>
            <strong>{solution || 'No solution'}</strong>
            <ul>
              {flows.map((flow) => (
                <li key={flow.id}>
                  <FlowLine environment={environment} flow={flow} />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {uses.others > 0 && <p>And {count(uses.others, 'flow')} that you may not see.</p>}
    </div>
  )
}

function FlowLine({
  environment,
  flow,
}: {
  environment: EnvironmentView
  flow: ConnectionUses['flows'][number]
}) {
  return (
    <>
      <span className={styles.line}>
        <Link {...urls.flow(environment.name, flow.id)}>{flow.name}</Link>
        <span className={styles.quiet}>version {flow.version}</span>
        <Badge tone={flow.on ? 'ok' : 'quiet'}>{flow.on ? 'On' : 'Off'}</Badge>
        {flow.nextFiring && (
          <span className={styles.quiet}>
            next firing <Time at={flow.nextFiring} />
          </span>
        )}
        {flow.lastRun && (
          <Link {...urls.run(environment.name, flow.lastRun.id)} className={styles.line}>
            <span className="sr-only">Newest run of {flow.name}: </span>
            <Status status={flow.lastRun.status} />
            <Time at={flow.lastRun.startedAt} />
          </Link>
        )}
      </span>
      <ul>
        {flow.trigger && <li>The trigger</li>}
        {flow.actions.map(({ action, actsAs }) => (
          <li key={action}>
            {readableName(action)} <span className={styles.quiet}>{actsAs}</span>
          </li>
        ))}
      </ul>
    </>
  )
}
