import { infiniteQueryOptions } from '@tanstack/react-query'
import { address, call } from './http'
import type { AuditEntry, AuditFilter, Page, VerifiedAudit } from './types'

export function auditQuery(filter: AuditFilter) {
  return infiniteQueryOptions({
    queryKey: ['audit', 'list', filter],
    queryFn: ({ signal, pageParam }) =>
      call<Page<AuditEntry>>('GET', address('api', 'v1', 'audit'), {
        query: { ...filter, after: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  })
}

/** Reads the whole log, so it is only asked when somebody wants to know. */
export function verifyAudit(): Promise<VerifiedAudit> {
  return call('GET', address('api', 'v1', 'audit', 'verification'))
}

export type ExportFormat = 'jsonl' | 'csv'

/** Where a browser downloads the entries that a filter leaves, oldest first. */
export function auditExport(filter: AuditFilter, format: ExportFormat): string {
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== undefined))
  query.set('format', format)
  return `${address('api', 'v1', 'audit', 'export')}?${query}`
}
