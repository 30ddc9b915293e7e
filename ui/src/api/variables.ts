import { queryOptions } from '@tanstack/react-query'
import { call, inEnvironment } from './http'
import type { Page, VariableKind, VariableView } from './types'

export function variablesQuery(environment: string) {
  return queryOptions({
    queryKey: ['environment', environment, 'variables'],
    queryFn: ({ signal }) =>
      call<Page<VariableView>>('GET', inEnvironment(environment, 'variables'), {
        query: { limit: 500 },
        signal,
      }),
  })
}

export function setVariable(environment: string, schemaName: string, value: string | null): Promise<unknown> {
  return call('PUT', inEnvironment(environment, 'variables', schemaName), { json: { value } })
}

export type NewVariable = {
  schemaName: string
  displayName: string
  type: VariableKind
  defaultValue?: string
  /** The solution that it is added to. */
  solution?: string
}

export function createVariable(environment: string, variable: NewVariable): Promise<VariableView> {
  return call('POST', inEnvironment(environment, 'variables'), { json: variable })
}
