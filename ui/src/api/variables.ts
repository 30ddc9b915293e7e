import { queryOptions } from '@tanstack/react-query'
import { call, inEnvironment } from './http'
import type { NewVariable, Page, VariableView } from './types'

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

export function createVariable(environment: string, variable: NewVariable): Promise<VariableView> {
  return call('POST', inEnvironment(environment, 'variables'), { json: variable })
}
