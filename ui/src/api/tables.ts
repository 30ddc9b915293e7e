import { queryOptions } from '@tanstack/react-query'
import { call, inEnvironment } from './http'
import type { NewTable, Page, TableView } from './types'

/** The tables of an environment. */
export function tablesQuery(environment: string) {
  return queryOptions({
    queryKey: ['environment', environment, 'tables'],
    queryFn: ({ signal }) =>
      call<Page<TableView>>('GET', inEnvironment(environment, 'tables'), { query: { limit: 500 }, signal }),
  })
}

/** Makes a table. The system's columns come by themselves; the first text column names a row. */
export function createTable(environment: string, table: NewTable): Promise<unknown> {
  return call('POST', inEnvironment(environment, 'tables'), { json: table })
}
