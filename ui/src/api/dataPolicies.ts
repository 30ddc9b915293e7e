import { queryOptions } from '@tanstack/react-query'
import { address, call } from './http'
import type { DataPolicy, DataPolicyChange, NewDataPolicy, Page } from './types'

const policyAt = (...segments: string[]) => address('api', 'v1', 'data-policies', ...segments)

export function policiesQuery() {
  return queryOptions({
    queryKey: ['data-policies'],
    queryFn: ({ signal }) => call<Page<DataPolicy>>('GET', policyAt(), { query: { limit: 500 }, signal }),
  })
}

/** Whether a policy holds in an environment. */
export function holdsIn({ scope }: Pick<DataPolicy, 'scope'>, environment: string): boolean {
  if ('environments' in scope) return scope.environments.includes(environment)
  return !scope.except?.includes(environment)
}

/** Makes a policy; a dry run only says which flows it would turn off. */
export function createPolicy(policy: NewDataPolicy): Promise<DataPolicyChange> {
  return call('POST', policyAt(), { json: policy })
}

/** Its name stays. */
export function changePolicy({ name, ...content }: NewDataPolicy): Promise<DataPolicyChange> {
  return call('PUT', policyAt(name), { json: content })
}

export function deletePolicy(name: string, dryRun: boolean): Promise<DataPolicyChange> {
  return call('DELETE', policyAt(name), { query: { dryRun } })
}
