import type { Handover, HandoverRow } from '@/api/types'
import { daysAgo } from './clock'
import { chip, roohi, soul } from './people'

function row(id: string, extra: Partial<HandoverRow>): HandoverRow {
  return {
    id,
    thing: 'primaryOwner',
    name: 'Invoice intake',
    environment: 'dev',
    leaver: chip(soul),
    action: 'give',
    to: chip(roohi),
    chosen: false,
    ...extra,
  }
}

/** A plan that gives Roohi what Soul has, and lacks a connection of hers. */
export const draft: Handover = {
  id: '0197a1d0-0000-7000-8000-000000000001',
  name: 'Soul leaves',
  status: 'draft',
  author: chip(soul),
  leavers: [chip(soul)],
  version: 1,
  digest: 'ab'.repeat(32),
  rules: [{ to: 'roohi' }],
  waivers: [],
  rows: [
    row('a1', {}),
    row('a2', {
      thing: 'reference',
      name: 'contoso_sharepoint',
      connector: 'shared_sharepointonline',
      problem: 'Roohi Mehta has no connection to shared_sharepointonline there yet.',
    }),
    row('a3', {
      thing: 'token',
      name: "Soul's script",
      environment: undefined,
      action: 'end',
      to: undefined,
    }),
  ],
  answers: [],
  awaited: [chip(roohi)],
  createdAt: daysAgo(1),
  mayWrite: true,
  mayApprove: true,
}
