import { queryOptions } from '@tanstack/react-query'
import { address, call, inEnvironment } from './http'
import type {
  BreakGlass,
  EnvironmentChanges,
  EnvironmentRole,
  EnvironmentView,
  Member,
  Page,
  Signer,
} from './types'

export function changeEnvironment(
  environment: string,
  changes: EnvironmentChanges,
): Promise<EnvironmentView> {
  return call('PATCH', inEnvironment(environment), { json: changes })
}

export function membersOfQuery(environment: string) {
  return queryOptions({
    queryKey: ['environment', environment, 'members'],
    queryFn: ({ signal }) => call<Page<Member>>('GET', inEnvironment(environment, 'members'), { signal }),
  })
}

export function breakGlassQuery(environment: string) {
  return queryOptions({
    queryKey: ['environment', environment, 'break-glass'],
    queryFn: ({ signal }) =>
      call<Page<BreakGlass>>('GET', inEnvironment(environment, 'break-glass'), { signal }),
  })
}

/** Asks for some minutes, at most 60; another person approves. */
export function askBreakGlass(
  environment: string,
  asked: { reason: string; minutes: number },
): Promise<BreakGlass> {
  return call('POST', inEnvironment(environment, 'break-glass'), { json: asked })
}

export function answerBreakGlass(
  environment: string,
  breakGlass: string,
  verb: 'approve' | 'end',
): Promise<BreakGlass> {
  return call('POST', inEnvironment(environment, 'break-glass', breakGlass, verb))
}

export function setMember(environment: string, principal: string, role: EnvironmentRole): Promise<Member> {
  return call('PUT', inEnvironment(environment, 'members', principal), { json: { role } })
}

/** What the member owns stays. */
export function removeMemberOf(environment: string, principal: string): Promise<void> {
  return call('DELETE', inEnvironment(environment, 'members', principal))
}

/** The key with which this installation signs what it exports. */
export function signingKeyQuery() {
  return queryOptions({
    queryKey: ['signing-key'],
    queryFn: ({ signal }) => call<Signer>('GET', address('api', 'v1', 'signing-key'), { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
}
