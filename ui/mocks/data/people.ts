import type { PrincipalChip, PrincipalView } from '@/api/types'
import { daysAgo } from './clock'

type Extra = Partial<Omit<PrincipalView, 'id' | 'name' | 'displayName'>>

function person(number: number, name: string, displayName: string, extra: Extra = {}): PrincipalView {
  const id = `0197a1c0-0000-7000-8000-${String(number).padStart(12, '0')}`
  return {
    id,
    kind: 'user',
    name,
    displayName,
    email: `${name}@contoso.example`,
    active: true,
    state: 'active',
    tenantAdmin: false,
    source: 'local',
    sponsors: [],
    warnings: [],
    ...extra,
  }
}

export const soul = person(1, 'soul', 'Soul Tanaka', { tenantAdmin: true, tenantRole: 'admin' })
export const roohi = person(2, 'roohi', 'Roohi Mehta')
export const sam = person(3, 'sam', 'Sam Carter')
export const david = person(4, 'david', 'David Okoye')
export const ana = person(5, 'ana', 'Ana Lima', { active: false, state: 'disabled', disabledAt: daysAgo(6) })
export const dataverseBot = person(6, 'dataverse-bot', 'Dataverse bot', {
  kind: 'serviceAccount',
  email: undefined,
})
export const financeBot = person(7, 'finance-bot', 'Finance bot', {
  kind: 'serviceAccount',
  email: undefined,
})
export const sales = person(8, 'sales', 'Sales team', { kind: 'group', email: undefined })

/** Who is in the only group. */
export const salesTeam = [sam, david]

export const people: PrincipalView[] = [soul, roohi, sam, david, ana, dataverseBot, financeBot, sales]

export function chip(view: PrincipalView): PrincipalChip {
  const { id, kind, name, displayName, active, state, disabledAt, expiresAt, leavesAt } = view
  return { id, kind, name, displayName, active, state, disabledAt, expiresAt, leavesAt }
}
