import { queryOptions } from '@tanstack/react-query'
import { address, call } from './http'
import type {
  Certificate,
  Handover,
  HandoverContent,
  HandoverDone,
  HandoverFailure,
  NewHandover,
  Page,
} from './types'

export const handoverKeys = { all: ['handovers'] as const }

function at(plan: string, verb?: string): string {
  return address('api', 'v1', 'handovers', plan, ...(verb ? [verb] : []))
}

export function handoversQuery() {
  return queryOptions({
    queryKey: [...handoverKeys.all, 'list'],
    queryFn: ({ signal }) => call<Page<Handover>>('GET', address('api', 'v1', 'handovers'), { signal }),
  })
}

export function handoverQuery(plan: string) {
  return queryOptions({
    queryKey: [...handoverKeys.all, 'one', plan],
    queryFn: ({ signal }) => call<Handover>('GET', at(plan), { signal }),
  })
}

/** What would fail once a plan is applied and its leavers have gone. */
export function simulationQuery(plan: Handover) {
  return queryOptions({
    queryKey: [...handoverKeys.all, 'simulation', plan.id, plan.version],
    queryFn: ({ signal }) => call<Page<HandoverFailure>>('POST', at(plan.id, 'simulate'), { signal }),
    retry: false,
  })
}

export function createHandover(plan: NewHandover): Promise<Handover> {
  return call('POST', address('api', 'v1', 'handovers'), { json: plan })
}

export function updateHandover(plan: string, content: HandoverContent): Promise<Handover> {
  return call('PUT', at(plan), { json: content })
}

export function deleteHandover(plan: string): Promise<void> {
  return call('DELETE', at(plan))
}

export function answerHandover(plan: string, verb: 'approve' | 'accept' | 'withdraw'): Promise<Handover> {
  return call('POST', at(plan, verb))
}

export function declineHandover(plan: string, reason: string): Promise<void> {
  return call('POST', at(plan, 'decline'), { json: { reason } })
}

/** Applies a plan now, or at an instant; or only says what would happen. */
export function applyHandover(plan: string, when: { at?: string; dryRun?: boolean }): Promise<HandoverDone> {
  return call('POST', at(plan, 'apply'), { json: when })
}

export function undoHandover(plan: string): Promise<HandoverDone> {
  return call('POST', at(plan, 'undo'), { json: {} })
}

export function issueCertificate(principal: string): Promise<Certificate> {
  return call('POST', address('api', 'v1', 'principals', principal, 'certificates'))
}

/** Where a certificate is as a page to print. */
export function certificatePage(certificate: string): string {
  return address('api', 'v1', 'certificates', certificate, 'page')
}
