import { queryOptions } from '@tanstack/react-query'
import { call, inEnvironment } from './http'
import type { Page, RoleView } from './types'

/** The security roles of an environment. */
export function rolesQuery(environment: string) {
  return queryOptions({
    queryKey: ['environment', environment, 'roles'],
    queryFn: ({ signal }) =>
      call<Page<RoleView>>('GET', inEnvironment(environment, 'roles'), { query: { limit: 500 }, signal }),
  })
}
