import { queryOptions } from '@tanstack/react-query'
import { address, call } from './http'
import type { EventRequest, Simulation } from './types'

/** What an event would break. Asking changes nothing, so it is a query although the request carries a body. */
export function simulationQuery(event: EventRequest) {
  return queryOptions({
    queryKey: ['continuity', 'simulation', event],
    queryFn: ({ signal }) =>
      call<Simulation>('POST', address('api', 'v1', 'continuity', 'simulate'), { json: event, signal }),
  })
}
