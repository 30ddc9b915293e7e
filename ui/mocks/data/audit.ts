import type { AuditEntry } from '@/api/types'
import { daysAgo } from './clock'
import { flowId } from './environments'
import { chip, roohi, soul } from './people'

export function auditEntry(seq: number, extra: Partial<AuditEntry>): AuditEntry {
  return {
    seq,
    at: daysAgo(1),
    actor: chip(soul),
    environment: 'dev',
    action: 'flow.enable',
    object: 'flow/1',
    detail: {},
    hash: String(seq).repeat(64).slice(0, 64),
    ...extra,
  }
}

/** The newest first. */
export const auditEntries: AuditEntry[] = [
  auditEntry(2, {
    action: 'flow.share',
    object: `flow/${flowId('Invoice intake')}`,
    detail: { flow: 'Invoice intake', principal: roohi.id, name: 'roohi', before: null, after: 'coOwner' },
  }),
  auditEntry(1, {
    action: 'connection.create',
    object: 'connection/0197a1c2-0000-7000-8000-000000000002',
    detail: { name: 'Dataverse of Soul', private: false },
  }),
]
