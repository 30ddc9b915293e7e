import { queryOptions } from '@tanstack/react-query'
import { call, inEnvironment } from './http'
import type { NewCopy, NewTable, Page, TableCopy, TableDetail, TableView } from './types'

/** The tables of an environment. */
export function tablesQuery(environment: string) {
  return queryOptions({
    queryKey: ['environment', environment, 'tables'],
    queryFn: ({ signal }) =>
      call<Page<TableView>>('GET', inEnvironment(environment, 'tables'), { query: { limit: 500 }, signal }),
  })
}

/** A table with its columns, by its logical name. */
export function tableQuery(environment: string, table: string) {
  return queryOptions({
    queryKey: ['environment', environment, 'tables', table],
    queryFn: ({ signal }) =>
      call<TableDetail>('GET', inEnvironment(environment, 'tables', table), { signal }),
  })
}

/** Makes a table. The system's columns come by themselves; the first text column names a row. */
export function createTable(environment: string, table: NewTable): Promise<unknown> {
  return call('POST', inEnvironment(environment, 'tables'), { json: table })
}

/** Copies tables of another environment, all of it or nothing; a dry run only says what would come. */
export function copyTables(environment: string, wish: NewCopy): Promise<TableCopy> {
  return call('POST', inEnvironment(environment, 'tables', 'copy'), { json: wish })
}
