import { HttpResponse, http } from 'msw'
import type { VerifiedAudit } from '@/api/types'
import { auditEntries } from '../data/audit'
import { paged } from './answer'

export const auditHandlers = [
  http.get('*/api/v1/audit', ({ request }) => {
    const action = new URL(request.url).searchParams.get('action') ?? ''
    return paged(
      auditEntries.filter((entry) => entry.action.startsWith(action)),
      request,
    )
  }),
  http.get('*/api/v1/audit/verification', () => {
    const verified: VerifiedAudit = {
      entries: auditEntries.length,
      head: auditEntries[0]?.hash ?? '',
      runs: { whole: 12, removed: 0, changed: [] },
    }
    return HttpResponse.json(verified)
  }),
]
