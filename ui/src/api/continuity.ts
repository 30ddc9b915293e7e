import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { address, call } from './http'
import type {
  ContinuityView,
  EventRequest,
  FlowAtRisk,
  Page,
  PersonContinuity,
  RiskReason,
  Simulation,
} from './types'

/** What an event would break. Asking changes nothing, so it is a query although the request carries a body. */
export function simulationQuery(event: EventRequest) {
  return queryOptions({
    queryKey: ['continuity', 'simulation', event],
    queryFn: ({ signal }) =>
      call<Simulation>('POST', address('api', 'v1', 'continuity', 'simulate'), { json: event, signal }),
  })
}

export const continuityKeys = { all: ['continuity'] as const }

export function continuityQuery(environment: string | undefined) {
  return queryOptions({
    queryKey: [...continuityKeys.all, 'score', environment],
    queryFn: ({ signal }) =>
      call<ContinuityView>('GET', address('api', 'v1', 'continuity'), { query: { environment }, signal }),
  })
}

/** Which flows at risk to list; the principal is somebody whom they depend on, by id. */
export type RiskFilter = { environment?: string; reason?: RiskReason; principal?: string }

export function flowsAtRiskQuery(filter: RiskFilter) {
  return infiniteQueryOptions({
    queryKey: [...continuityKeys.all, 'flows', filter],
    queryFn: ({ signal, pageParam }) =>
      call<Page<FlowAtRisk>>('GET', address('api', 'v1', 'continuity', 'flows'), {
        query: { ...filter, after: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  })
}

/** Everything that hangs on somebody. */
export function personContinuityQuery(principal: string) {
  return queryOptions({
    queryKey: [...continuityKeys.all, 'people', principal],
    queryFn: ({ signal }) =>
      call<PersonContinuity>('GET', address('api', 'v1', 'continuity', 'people', principal), { signal }),
  })
}
