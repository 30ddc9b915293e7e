import { useQuery } from '@tanstack/react-query'
import { credentialsQuery } from '@/api/connections'
import type { ConnectionView, CredentialsView, EnvironmentView, SecretVersion } from '@/api/types'
import { Section } from '@/ui/Page'
import { QueryState } from '@/ui/PageState'
import { PrincipalChip } from '@/ui/Principal'
import { Badge, type Tone } from '@/ui/Status'
import { Day, Time } from '@/ui/Time'
import styles from './connections.module.css'

type Props = { environment: EnvironmentView; connection: ConnectionView }

/** Which versions of its credentials a connection has and had. The credentials themselves are never shown. */
export function Credentials({ environment, connection }: Props) {
  const query = useQuery(credentialsQuery(environment.name, connection.id))
  return (
    <Section title="Credentials">
      <QueryState query={query} what="the versions of its credentials">
        {(credentials) => <Versions credentials={credentials} />}
      </QueryState>
    </Section>
  )
}

const STATES: Record<SecretVersion['state'], readonly [string, Tone]> = {
  current: ['Used', 'ok'],
  next: ['Next', 'busy'],
  former: ['Former', 'warn'],
  wiped: ['Wiped', 'quiet'],
}

function Versions({ credentials: { versions } }: { credentials: CredentialsView }) {
  if (versions.length === 0) return <p>It has none: it acts as its owner.</p>
  return (
    <table className={styles.table} aria-label="Versions">
      <thead>
        <tr>
          <th scope="col">Version</th>
          <th scope="col">State</th>
          <th scope="col">Given by</th>
          <th scope="col">On</th>
          <th scope="col">Expires</th>
          <th scope="col">What comes next</th>
        </tr>
      </thead>
      <tbody>
        {versions.map((one) => (
          <tr key={one.version}>
            <td>{one.version}</td>
            <td>
              <Badge tone={STATES[one.state][1]}>{STATES[one.state][0]}</Badge>
            </td>
            <td>
              <PrincipalChip principal={one.createdBy} />
            </td>
            <td>
              <Time at={one.createdAt} />
            </td>
            <td>{one.expiresAt ? <Day at={one.expiresAt} /> : 'not known'}</td>
            <td>
              <Fate version={one} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Fate({ version: { state, switchAt, wipeAt } }: { version: SecretVersion }) {
  if (state === 'next' && switchAt) {
    return (
      <>
        used from <Time at={switchAt} />
      </>
    )
  }
  if (state === 'next') return 'used once somebody switches'
  if (wipeAt) {
    return (
      <>
        {state === 'wiped' ? 'wiped' : 'to be wiped'} <Time at={wipeAt} />
      </>
    )
  }
  return null
}
