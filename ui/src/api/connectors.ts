import { queryOptions } from '@tanstack/react-query'
import { address, call } from './http'
import type { ConnectorView, Page } from './types'

/** The connectors of the installation, with what each asks for to be connected. */
export const connectorsQuery = queryOptions({
  queryKey: ['connectors'],
  queryFn: ({ signal }) =>
    call<Page<ConnectorView>>('GET', address('api', 'v1', 'connectors'), { query: { limit: 500 }, signal }),
  staleTime: Number.POSITIVE_INFINITY,
})
