import { queryOptions } from '@tanstack/react-query'
import { address, call } from './http'
import type { Me } from './types'

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => call<Me>('GET', address('api', 'v1', 'me'), { signal }),
  staleTime: 60_000,
})

export function signIn(credentials: { name: string; password: string }): Promise<void> {
  return call('POST', address('auth', 'sign-in'), { json: credentials })
}

export function signOut(): Promise<void> {
  return call('POST', address('auth', 'sign-out'))
}
