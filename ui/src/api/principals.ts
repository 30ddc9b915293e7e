import { queryOptions } from '@tanstack/react-query'
import { address, call } from './http'
import type { Page, PrincipalView } from './types'

export const principalKeys = { all: ['principals'] as const }

export function principalsQuery(search = '') {
  return queryOptions({
    queryKey: [...principalKeys.all, 'list', search],
    queryFn: ({ signal }) =>
      call<Page<PrincipalView>>('GET', address('api', 'v1', 'principals'), {
        query: { search: search || undefined, limit: 500 },
        signal,
      }),
  })
}

export function principalQuery(principal: string) {
  return queryOptions({
    queryKey: [...principalKeys.all, 'one', principal],
    queryFn: ({ signal }) =>
      call<PrincipalView>('GET', address('api', 'v1', 'principals', principal), { signal }),
  })
}

export function setPrincipalState(principal: string, state: 'active' | 'disabled'): Promise<unknown> {
  return call(
    'POST',
    address('api', 'v1', 'principals', principal, state === 'active' ? 'enable' : 'disable'),
  )
}
