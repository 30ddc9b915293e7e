import { queryOptions } from '@tanstack/react-query'
import { call, inEnvironment } from './http'
import type { Page, TableView } from './types'

/** The tables of an environment. */
export function tablesQuery(environment: string) {
  return queryOptions({
    queryKey: ['environment', environment, 'tables'],
    queryFn: ({ signal }) =>
      call<Page<TableView>>('GET', inEnvironment(environment, 'tables'), { query: { limit: 500 }, signal }),
  })
}
