import { queryOptions } from '@tanstack/react-query'
import { address, call } from './http'
import type { NewPrincipal, Page, PrincipalChanges, PrincipalView, SessionView, TokenView } from './types'

const of = (principal: string, ...segments: string[]) =>
  address('api', 'v1', 'principals', principal, ...segments)

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
    queryFn: ({ signal }) => call<PrincipalView>('GET', of(principal), { signal }),
  })
}

export function setPrincipalState(principal: string, state: 'active' | 'disabled'): Promise<unknown> {
  return call('POST', of(principal, state === 'active' ? 'enable' : 'disable'))
}

export function createPrincipal(principal: NewPrincipal): Promise<PrincipalView> {
  return call('POST', address('api', 'v1', 'principals'), { json: principal })
}

export function changePrincipal(principal: string, changes: PrincipalChanges): Promise<PrincipalView> {
  return call('PATCH', of(principal), { json: changes })
}

export function membersQuery(group: string) {
  return queryOptions({
    queryKey: [...principalKeys.all, 'members', group],
    queryFn: ({ signal }) =>
      call<Page<PrincipalView>>('GET', of(group, 'members'), { query: { limit: 500 }, signal }),
  })
}

export function addMember(group: string, member: string): Promise<void> {
  return call('PUT', of(group, 'members', member))
}

export function removeMember(group: string, member: string): Promise<void> {
  return call('DELETE', of(group, 'members', member))
}

export function tokensQuery(principal: string) {
  return queryOptions({
    queryKey: [...principalKeys.all, 'tokens', principal],
    queryFn: ({ signal }) => call<Page<TokenView>>('GET', of(principal, 'tokens'), { signal }),
  })
}

export function revokeTokenOf(principal: string, token: string): Promise<void> {
  return call('DELETE', of(principal, 'tokens', token))
}

export function sessionsQuery(principal: string) {
  return queryOptions({
    queryKey: [...principalKeys.all, 'sessions', principal],
    queryFn: ({ signal }) => call<Page<SessionView>>('GET', of(principal, 'sessions'), { signal }),
  })
}

export function endSessions(principal: string): Promise<void> {
  return call('DELETE', of(principal, 'sessions'))
}
