import { queryOptions } from '@tanstack/react-query'
import { address, call } from './http'
import type { IssuedToken, Page, SecondFactor, SecondFactorOffer, SessionView, TokenView } from './types'

const mine = (...segments: string[]) => address('api', 'v1', 'me', ...segments)

export const mySessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: ({ signal }) => call<Page<SessionView>>('GET', mine('sessions'), { signal }),
})

export const myTokensQuery = queryOptions({
  queryKey: ['me', 'tokens'],
  queryFn: ({ signal }) => call<Page<TokenView>>('GET', mine('tokens'), { signal }),
})

export const secondFactorQuery = queryOptions({
  queryKey: ['me', 'second-factor'],
  queryFn: ({ signal }) => call<SecondFactor>('GET', mine('second-factor'), { signal }),
})

export function endSession(session: string): Promise<void> {
  return call('DELETE', mine('sessions', session))
}

export function revokeToken(token: string): Promise<void> {
  return call('DELETE', mine('tokens', token))
}

export function createToken(token: { name: string; scopes: string[] }): Promise<IssuedToken> {
  return call('POST', mine('tokens'), { json: token })
}

export function offerSecondFactor(): Promise<SecondFactorOffer> {
  return call('POST', mine('second-factor'))
}

export function confirmSecondFactor(code: string): Promise<{ recoveryCodes: string[] }> {
  return call('POST', mine('second-factor', 'confirm'), { json: { code } })
}

export function removeSecondFactor(code: string): Promise<void> {
  return call('POST', mine('second-factor', 'remove'), { json: { code } })
}
