import { queryOptions } from '@tanstack/react-query'
import { address, call } from './http'
import type { Me, Page, ProviderView, SecondFactorOffer } from './types'

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => call<Me>('GET', address('api', 'v1', 'me'), { signal }),
  staleTime: 60_000,
})

export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: ({ signal }) => call<Page<ProviderView>>('GET', address('auth', 'providers'), { signal }),
  staleTime: Number.POSITIVE_INFINITY,
})

/** The page that leads to a provider, and then to a path of ours. */
export function providerPage(provider: string, returnTo: string): string {
  return `${address('auth', 'oidc', provider, 'start')}?${new URLSearchParams({ returnTo })}`
}

/** A code is wanted before there is a session. */
export type CodeWanted = { isFirst: boolean }

/** Answers nothing when signed in. */
export function signIn(credentials: { name: string; password: string }): Promise<CodeWanted | undefined> {
  return call('POST', address('auth', 'sign-in'), { json: credentials })
}

/** Answers recovery codes when it was the first code of all. */
export function sendCode(code: string): Promise<{ recoveryCodes: string[] } | undefined> {
  return call('POST', address('auth', 'sign-in', 'code'), { json: { code } })
}

export function offerSecondFactorAtSignIn(): Promise<SecondFactorOffer> {
  return call('POST', address('auth', 'sign-in', 'second-factor'))
}

export function signOut(): Promise<void> {
  return call('POST', address('auth', 'sign-out'))
}
