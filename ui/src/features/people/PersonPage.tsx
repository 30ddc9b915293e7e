import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { principalQuery } from '@/api/principals'
import type { PrincipalView } from '@/api/types'
import { CliCommand } from '@/ui/CliCommand'
import { CopyButton } from '@/ui/CopyButton'
import { EnvironmentPill } from '@/ui/EnvironmentPill'
import { Facts, Page, Section } from '@/ui/Page'
import { Loading, QueryState } from '@/ui/PageState'
import { Badge } from '@/ui/Status'
import { Time } from '@/ui/Time'
import { cli } from '@/util/cli'
import { KIND_LABELS } from '@/util/identity'
import { connectorLabel, list, sentenceCase } from '@/util/text'
import { urls } from '@/util/urls'
import { PrincipalSwitch } from './PrincipalSwitch'
import styles from './people.module.css'
import { type Holdings, useHoldings } from './useHoldings'

export function PersonPage() {
  const { principal } = useParams({ from: '/signed-in/people/$principal' })
  const query = useQuery(principalQuery(principal))
  return (
    <QueryState query={query} what="this person">
      {(person) => <Loaded person={person} />}
    </QueryState>
  )
}

function Loaded({ person }: { person: PrincipalView }) {
  const holdings = useHoldings(person.id)
  return (
    <Page
      title={person.displayName}
      crumb={<Link {...urls.people()}>People</Link>}
      beside={<Badge tone={person.active ? 'ok' : 'bad'}>{person.active ? 'Active' : 'Disabled'}</Badge>}
      actions={
        <>
          <CliCommand command={cli.principalShow(person.name)} />
          {person.kind !== 'group' && <Link {...urls.handovers(person.name)}>Plan the hand-over</Link>}
          <PrincipalSwitch principal={person} />
        </>
      }
    >
      <Section title="Details">
        <Facts
          facts={[
            ['Kind', sentenceCase(KIND_LABELS[person.kind])],
            ['Sign-in name', person.name],
            ['Mail address', person.email],
            ['Disabled since', person.disabledAt && <Time key="disabledAt" at={person.disabledAt} />],
            [
              'Id',
              <span key="id" className={styles.line}>
                <code>{person.id}</code>
                <CopyButton text={person.id} label="Copy the id" />
              </span>,
            ],
          ]}
        />
      </Section>
      <Section title="Connections that act as this principal" flush>
        <HeldConnections holdings={holdings} />
      </Section>
    </Page>
  )
}

function HeldConnections({ holdings }: { holdings: Holdings }) {
  if (holdings.kind === 'loading') return <Loading what="the connections" />
  const unseen = holdings.unseen.length > 0 && (
    <p className={styles.note}>
      You may not look into {list(holdings.unseen.map(({ displayName }) => displayName))}, so nothing from
      there is shown.
    </p>
  )
  if (holdings.holdings.length === 0) {
    return (
      <>
        <p className={styles.note}>No connection acts as this principal, so no flow depends on it.</p>
        {unseen}
      </>
    )
  }
  return (
    <>
      <table className={styles.table} aria-label="Connections">
        <thead>
          <tr>
            <th scope="col">Environment</th>
            <th scope="col">Connection</th>
            <th scope="col">Connector</th>
            <th scope="col">Used by</th>
          </tr>
        </thead>
        <tbody>
          {holdings.holdings.flatMap(({ environment, connections }) =>
            connections.map(({ id, displayName, connector, usedBy }) => (
              <tr key={id}>
                <td>
                  <span className={styles.line}>
                    <Link {...urls.connections(environment.name)}>{environment.displayName}</Link>
                    <EnvironmentPill environment={environment} />
                  </span>
                </td>
                <td>{displayName}</td>
                <td>{connectorLabel(connector)}</td>
                <td>
                  {usedBy.length === 0 ? (
                    <span className={styles.quiet}>no flow</span>
                  ) : (
                    <span className={styles.line}>
                      {usedBy.map(({ flow, name }) => (
                        <Link key={flow} {...urls.flow(environment.name, flow)}>
                          {name}
                        </Link>
                      ))}
                    </span>
                  )}
                </td>
              </tr>
            )),
          )}
        </tbody>
      </table>
      {unseen}
    </>
  )
}
