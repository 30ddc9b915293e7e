import type { ContinuityView, FlowAtRisk, PersonContinuity, Simulation } from '@/api/types'
import { daysAgo } from './clock'
import { flows } from './flows'
import { draft } from './handovers'
import { chip, david, financeBot, roohi, soul } from './people'

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

export const continuity: ContinuityView = {
  score: 83,
  flows: 12,
  atRisk: 2,
  history: [
    { day: daysAgo(2).slice(0, 10), score: 78, flows: 11, atRisk: 3 },
    { day: daysAgo(1).slice(0, 10), score: 80, flows: 12, atRisk: 3 },
    { day: daysAgo(0).slice(0, 10), score: 83, flows: 12, atRisk: 2 },
  ],
  tiles: [
    { reason: 'oneOwner', label: 'Flows with one owner', count: 1 },
    { reason: 'personalConnection', label: 'Flows on a personal connection', count: 1 },
    { reason: 'orphan', label: 'Flows without an active owner', count: 0 },
  ],
}

const dev = {
  name: 'dev',
  displayName: 'Contoso Dev',
  kind: 'dev' as const,
}
const mailbox = { id: '0197a1c2-0000-7000-8000-000000000006', displayName: 'Soul’s mailbox' }

export const flowsAtRisk: FlowAtRisk[] = [
  {
    environment: dev,
    flow: { id: purchase?.id ?? '', displayName: purchase?.name ?? '' },
    score: 40,
    busFactor: 1,
    reasons: [
      {
        reason: 'oneOwner',
        sentence: 'Soul Tanaka is its only owner.',
        points: 30,
        principal: chip(soul),
      },
    ],
    breaksAt: daysAgo(-20),
    runsPerWeek: 12,
    owners: [chip(soul)],
    steps: [
      {
        sentence: 'Make Roohi Mehta (the manager of Soul Tanaka) a co-owner.',
        gain: 30,
        kind: 'addCoOwner',
        principal: chip(roohi),
      },
    ],
  },
  {
    environment: dev,
    flow: { id: audit?.id ?? '', displayName: audit?.name ?? '' },
    score: 60,
    busFactor: 2,
    reasons: [
      {
        reason: 'personalConnection',
        sentence: 'It uses Soul’s mailbox of Soul Tanaka.',
        points: 20,
        principal: chip(soul),
        connection: mailbox,
      },
    ],
    nextFiring: daysAgo(-1),
    runsPerWeek: 40,
    owners: [chip(soul), chip(david)],
    steps: [
      {
        sentence: 'Use a connection of a service account instead.',
        gain: 20,
        kind: 'swapConnection',
        connection: mailbox,
      },
    ],
  },
]

/** What hangs on Soul. */
export const soulsThings: PersonContinuity = {
  principal: chip(soul),
  owns: [{ environment: dev, flow: { id: purchase?.id ?? '', displayName: purchase?.name ?? '' } }],
  coOwns: [],
  connections: [{ ...mailbox, connector: 'shared_office365', environment: dev, flows: 1 }],
  referencesBound: [],
  grants: [
    {
      environment: dev,
      flow: { id: audit?.id ?? '', displayName: audit?.name ?? '' },
      tier: 'viewer',
      endsAt: daysAgo(-30),
    },
  ],
  sponsors: [chip(financeBot)],
  tokens: [],
  handovers: [{ id: draft.id, status: draft.status }],
  rowsOwned: 12,
  runsActedAs: 340,
}
