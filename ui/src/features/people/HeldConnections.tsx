import { Link } from '@tanstack/react-router'
import type { PrincipalView } from '@/api/types'
import { EnvironmentPill } from '@/ui/EnvironmentPill'
import { Section } from '@/ui/Page'
import { Loading } from '@/ui/PageState'
import { connectorLabel, list } from '@/util/text'
import { urls } from '@/util/urls'
import styles from './people.module.css'
import { type Holdings, useHoldings } from './useHoldings'

/** The connections of somebody in the environments that the caller may look into. */
export function HeldConnections({ principal }: { principal: PrincipalView }) {
  const holdings = useHoldings(principal.id)
  return (
    <Section title="Connections that act as this principal" flush>
      <Held holdings={holdings} />
    </Section>
  )
}

function Held({ holdings }: { holdings: Holdings }) {
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
