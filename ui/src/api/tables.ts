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

type ColumnKind =
  | { type: 'text' | 'integer' | 'decimal' | 'boolean' | 'dateTime' }
  | { type: 'choice'; options: { label: string }[] }
  | { type: 'lookup'; targets: string[] }

export type NewColumn = {
  schemaName: string
  displayName: string
  requirement: 'none' | 'required'
} & ColumnKind

export type NewTable = {
  schemaName: string
  displayName: string
  pluralName?: string
  ownership: TableView['ownership']
  columns: NewColumn[]
  /** The solution that it is added to. */
  solution?: string
}

/** Makes a table. The system's columns come by themselves; the first text column names a row. */
export function createTable(environment: string, table: NewTable): Promise<TableView> {
  return call('POST', inEnvironment(environment, 'tables'), { json: table })
}
