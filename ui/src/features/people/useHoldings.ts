import { useQueries } from '@tanstack/react-query'
import { connectionsQuery } from '@/api/connections'
import type { ConnectionView, EnvironmentView } from '@/api/types'
import { useMe } from '@/util/useEnvironment'

/** The connections of somebody in one environment. */
export type Holding = { environment: EnvironmentView; connections: ConnectionView[] }

export type Holdings =
  | { kind: 'loading' }
  | {
      kind: 'known'
      holdings: Holding[]
      /** Environments whose connections the caller may not list. */
      unseen: EnvironmentView[]
    }

/** What somebody's identity is used for in every environment that the caller may look into. */
export function useHoldings(principal: string): Holdings {
  const { environments } = useMe()
  const results = useQueries({ queries: environments.map(({ name }) => connectionsQuery(name)) })
  if (results.some(({ isPending }) => isPending)) return { kind: 'loading' }
  const holdings: Holding[] = []
  const unseen: EnvironmentView[] = []
  environments.forEach((environment, index) => {
    const data = results[index]?.data
    if (!data) unseen.push(environment)
    else {
      const connections = data.value.filter(({ owner }) => owner.id === principal)
      if (connections.length > 0) holdings.push({ environment, connections })
    }
  })
  return { kind: 'known', holdings, unseen }
}
