import { queryOptions } from '@tanstack/react-query'
import { call, inEnvironment } from './http'
import type { Agreed } from './solutions'
import type { DeploymentPlan, Page, ReleaseView } from './types'

/** What was brought into an environment, newest first; without a solution, of all of them. */
export function releasesQuery(environment: string, solution?: string) {
  return queryOptions({
    queryKey: ['environment', environment, 'releases', solution],
    queryFn: ({ signal }) =>
      call<Page<ReleaseView>>('GET', inEnvironment(environment, 'releases'), {
        query: { solution, limit: 100 },
        signal,
      }),
  })
}

export function releaseQuery(environment: string, release: string) {
  return queryOptions({
    queryKey: ['environment', environment, 'release', release],
    queryFn: ({ signal }) =>
      call<ReleaseView>('GET', inEnvironment(environment, 'releases', release), { signal }),
  })
}

/** Where a browser downloads the package that was released. */
export function releasePackageAddress(environment: string, release: string): string {
  return inEnvironment(environment, 'releases', release, 'package')
}

/** What bringing the package of an earlier release in again would do. */
export function planRollback(environment: string, release: string): Promise<DeploymentPlan> {
  return call('POST', inEnvironment(environment, 'releases', release, 'rollback'), {
    query: { dryRun: true },
    json: {},
  })
}

export function rollBack(
  environment: string,
  release: string,
  { expect, note }: Agreed,
): Promise<ReleaseView> {
  return call('POST', inEnvironment(environment, 'releases', release, 'rollback'), {
    query: { expect },
    json: { note },
  })
}
