import { queryOptions } from '@tanstack/react-query'
import { call, inEnvironment } from './http'
import type { Drift, DriftSummary, Page } from './types'

export function driftQuery(environment: string) {
  return queryOptions({
    queryKey: ['environment', environment, 'drift'],
    queryFn: ({ signal }) => call<Page<Drift>>('GET', inEnvironment(environment, 'drift'), { signal }),
  })
}

/** How much drifts. Counting reads every released package, so it is asked for apart, and not anew within a minute. */
export function driftSummaryQuery(environment: string) {
  return queryOptions({
    queryKey: ['environment', environment, 'drift', 'summary'],
    queryFn: ({ signal }) =>
      call<DriftSummary>('GET', inEnvironment(environment, 'drift', 'summary'), { signal }),
    staleTime: 60_000,
  })
}

function named({ solution, subject: { kind, key } }: Drift) {
  return { solution, kind, key }
}

/** Lets it be as it is for a while, so that promotions can go on. */
export function acceptDrift(
  environment: string,
  drift: Drift,
  accepted: { reason: string; until?: string },
): Promise<void> {
  return call('POST', inEnvironment(environment, 'drift', 'accept'), {
    json: { ...named(drift), ...accepted },
  })
}

/** Puts back what was released. */
export function revertDrift(environment: string, drift: Drift): Promise<void> {
  return call('POST', inEnvironment(environment, 'drift', 'revert'), { json: named(drift) })
}

/** Where a browser downloads what is there now, as an unmanaged package for Dev. */
export function patchAddress(environment: string, solution: string): string {
  return `${inEnvironment(environment, 'drift', 'patch')}?${new URLSearchParams({ solution })}`
}
