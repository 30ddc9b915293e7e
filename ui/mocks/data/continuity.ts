import type { Simulation } from '@/api/types'
import { daysAgo } from './clock'
import { flows } from './flows'
import { chip, david, soul } from './people'

const byName = (name: string) => flows.find((flow) => flow.name === name) ?? flows[0]
const purchase = byName('Request purchase approval')
const audit = byName('Audit contact changes')

/** What disabling Soul breaks. */
export const simulation: Simulation = {
  at: daysAgo(0),
  summary: { flows: 2, findings: 2, certain: 1, atDate: 0, depends: 1, onNextEdit: 0, orphans: 1 },
  value: [
    {
      environment: 'dev',
      flow: purchase?.id ?? '',
      flowName: purchase?.name ?? '',
      version: 3,
      published: true,
      action: 'Ask_the_approver',
      path: 'actions/Ask_the_approver',
      certainty: 'certain',
      from: daysAgo(0),
      code: 'AuthenticationFailed',
      status: 401,
      message:
        "Authentication failed: the connection Soul's mail is not valid, because its owner was deactivated.",
      runsPerWeek: 12,
      owners: [chip(soul)],
      fix: 'Bind the reference `mail` to a connection of somebody else.',
    },
    {
      environment: 'dev',
      flow: audit?.id ?? '',
      flowName: audit?.name ?? '',
      version: 7,
      published: true,
      action: 'Add_audit_row',
      path: 'actions/Add_audit_row',
      certainty: 'depends',
      from: daysAgo(0),
      depends: { on: 'invoker', principals: [chip(soul)], count: 1 },
      code: 'UserNotEnabled',
      status: 403,
      message: 'The user who changed the row is disabled.',
      runsPerWeek: 40,
      owners: [chip(soul), chip(david)],
      fix: 'Choose Process owner for run as.',
    },
  ],
  orphans: [{ environment: 'dev', flow: purchase?.id ?? '', name: purchase?.name ?? '' }],
}

/** Nothing breaks. */
export const nothing: Simulation = {
  ...simulation,
  summary: { flows: 0, findings: 0, certain: 0, atDate: 0, depends: 0, onNextEdit: 0, orphans: 0 },
  value: [],
  orphans: [],
}

/** What breaks when the secret of the finance mailbox expires. */
export const expired: Simulation = {
  ...nothing,
  summary: { ...nothing.summary, flows: 1, findings: 1, atDate: 1 },
  value: simulation.value
    .slice(0, 1)
    .map((finding) => ({ ...finding, certainty: 'atDate', from: daysAgo(-10), nextFiring: daysAgo(-11) })),
}
