import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { address, call } from './http'
import type { EnvironmentKind, EventRequest, PrincipalChip, Simulation } from './types'

/** What an event would break. Asking changes nothing, so it is a query although the request carries a body. */
export function simulationQuery(event: EventRequest) {
  return queryOptions({
    queryKey: ['continuity', 'simulation', event],
    queryFn: ({ signal }) =>
      call<Simulation>('POST', address('api', 'v1', 'continuity', 'simulate'), { json: event, signal }),
  })
}

/** Why a flow may break. */
export const REASONS = [
  'oneOwner',
  'orphan',
  'personalConnection',
  'connectionExpires',
  'connectionBroken',
  'personLeaving',
  'noSuccessor',
] as const
export type Reason = (typeof REASONS)[number]

/** How well the flows that the caller sees would survive that people leave. */
export type Continuity = {
  score: number
  flows: number
  atRisk: number
  /** One a day, newest last. */
  history: { day: string; score: number; flows: number; atRisk: number }[]
  tiles: { reason: Reason; label: string; count: number }[]
}

type NamedConnection = { id: string; displayName: string }

export type RiskReason = {
  reason: Reason
  sentence: string
  points: number
  principal: PrincipalChip | null
  connection: NamedConnection | null
}

/** Something that makes a flow safer, and by how many points. */
export type RiskStep = {
  sentence: string
  gain: number
  kind: 'addCoOwner' | 'swapConnection' | 'renewConnection' | 'nameSuccessor' | 'enable'
  principal: PrincipalChip | null
  connection: NamedConnection | null
}

/** A flow at risk. */
export type RiskyFlow = {
  environment: { id: string; name: string; displayName: string; kind: EnvironmentKind }
  flow: { id: string; displayName: string }
  score: number
  busFactor: number
  reasons: RiskReason[]
  breaksAt: string | null
  nextFiring: string | null
  runsPerWeek: number
  owners: PrincipalChip[]
  steps: RiskStep[]
}

export const continuityKeys = { all: ['continuity'] as const }

export function continuityQuery(environment: string | undefined) {
  return queryOptions({
    queryKey: [...continuityKeys.all, 'score', environment],
    queryFn: ({ signal }) =>
      call<Continuity>('GET', address('api', 'v1', 'continuity'), { query: { environment }, signal }),
  })
}

/** Which flows at risk to list; the principal is somebody whom they depend on, by id. */
export type RiskFilter = { environment?: string; reason?: Reason; principal?: string }

export function riskyFlowsQuery(filter: RiskFilter) {
  return infiniteQueryOptions({
    queryKey: [...continuityKeys.all, 'flows', filter],
    queryFn: ({ signal, pageParam }) =>
      call<{ items: RiskyFlow[]; next: string | null }>('GET', address('api', 'v1', 'continuity', 'flows'), {
        query: { ...filter, after: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  })
}
