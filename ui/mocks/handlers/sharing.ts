import { HttpResponse, http } from 'msw'
import type {
  AccessPath,
  FlowAccess,
  FlowDetail,
  Grant,
  GrantRequest,
  PersonAccess,
  RunOnlyConnection,
  RunOnlySource,
} from '@/api/types'
import { isOwner, tierWord } from '@/util/tiers'
import { flows } from '../data/flows'
import { chip, people, roohi, sales, salesTeam, soul } from '../data/people'
import { notFound, paged } from './answer'
import { impactOf } from './flows'

const FLOW = '*/api/v1/environments/:environment/flows/:flow'

/** What the mock's environment asks of shares; tests change it. */
export const policy: FlowAccess['policy'] = { reasonRequired: false }

function find(flow: unknown) {
  return flows.find(({ id, name }) => id === flow || name === flow)
}

export const sharingHandlers = [
  http.get(`${FLOW}/grants`, ({ params, request }) => {
    const flow = find(params.flow)
    if (!flow) return notFound('flow')
    const size = { direct: salesTeam.length, all: salesTeam.length }
    const sized = (grant: Grant) => (grant.principal.id === sales.id ? { ...grant, groupSize: size } : grant)
    return paged(flow.grants.map(sized), request)
  }),
  http.put(`${FLOW}/grants/:principal`, async ({ params, request }) => {
    const flow = find(params.flow)
    const found = people.find(({ id }) => id === params.principal)
    if (!flow || !found) return notFound('flow or principal')
    const { tier, endsAt, reason } = (await request.json()) as GrantRequest
    const grant: Grant = {
      principal: chip(found),
      tier,
      grantedBy: chip(soul),
      since: new Date().toISOString(),
      endsAt: endsAt ?? undefined,
      reason: reason ?? undefined,
      ended: false,
    }
    const others = flow.grants
      .filter(({ principal }) => principal.id !== found.id)
      .map(
        (one): Grant =>
          tier === 'primaryOwner' && one.tier === 'primaryOwner' ? { ...one, tier: 'coOwner' } : one,
      )
    flow.grants = tier === 'primaryOwner' ? [grant, ...others] : [...others, grant]
    return HttpResponse.json(grant)
  }),
  http.delete(`${FLOW}/grants/:principal`, ({ params }) => {
    const flow = find(params.flow)
    if (!flow) return notFound('flow')
    flow.grants = flow.grants.filter(({ principal }) => principal.id !== params.principal)
    return new HttpResponse(null, { status: 204 })
  }),
  http.get(`${FLOW}/access`, ({ params, request }) => {
    const flow = find(params.flow)
    if (!flow) return notFound('flow')
    const only = new URL(request.url).searchParams.get('principal')
    return HttpResponse.json(only ? oneAccess(flow, only) : accessOf(flow))
  }),
  http.get(`${FLOW}/run-only-connections`, ({ params, request }) => {
    const flow = find(params.flow)
    return flow ? paged(runOnly(flow), request) : notFound('flow')
  }),
  http.put(`${FLOW}/references/:key/run-only`, async ({ params, request }) => {
    const flow = find(params.flow)
    const reference = flow?.references.find(({ key }) => key === params.key)
    if (!flow || !reference) return notFound('reference')
    const { source } = (await request.json()) as { source: RunOnlySource }
    if (new URL(request.url).searchParams.get('dryRun') !== 'true')
      reference.mode = source === 'invoker' ? 'runOnlyUser' : 'own'
    const after = source === 'embedded' ? reference.connection : undefined
    return HttpResponse.json({ value: flow.references, impact: impactOf(flow, reference, after) })
  }),
]

function accessOf(flow: FlowDetail): FlowAccess {
  const reached = people
    .filter(({ kind }) => kind !== 'group')
    .map((person): PersonAccess => {
      const paths = flow.grants.flatMap((grant): AccessPath[] => {
        const { principal, tier } = grant
        const kind = tier === 'primaryOwner' ? 'primaryOwner' : 'grant'
        if (principal.id === person.id) return [{ sentence: tierWord(tier), kind, tier, through: [] }]
        if (principal.id !== sales.id || !salesTeam.includes(person)) return []
        const sentence = `${tierWord(tier)} through the group ${sales.displayName}`
        return [{ sentence, kind, tier, through: [chip(sales)] }]
      })
      const tiers = [...new Set(paths.flatMap(({ tier }) => tier ?? []))]
      const has = (tier: string) => person.active && tiers.some((one) => one === tier || isOwner(one))
      return {
        principal: chip(person),
        tiers,
        mayStart: has('runOnlyUser'),
        maySeeRuns: has('viewer'),
        mayChange: has('coOwner'),
        paths,
      }
    })
    .filter(({ paths }) => paths.length > 0)
  const owners = reached.filter(({ tiers }) => tiers.some(isOwner))
  return {
    owners: { active: owners.filter(({ principal }) => principal.active).length, all: owners.length },
    suggested: owners.some(({ principal }) => principal.id === roohi.id) ? [] : [chip(roohi)],
    policy,
    people: reached,
  }
}

function oneAccess(flow: FlowDetail, id: string) {
  const access = accessOf(flow)
  const references = runOnly(flow)
  const own = references.filter(({ source }) => source === 'invoker')
  return {
    ...access,
    people: access.people.filter(({ principal }) => principal.id === id),
    identities: references.map(({ reference, displayName, source, effects }) => ({
      reference,
      displayName,
      sentence: effects[source],
    })),
    missingConnections: own.map(({ reference, connector }) => ({ reference, connector })),
  }
}

function runOnly({ references, trigger }: FlowDetail): RunOnlyConnection[] {
  return references.map(({ key, logicalName, connector, actions, mode, connection }) => ({
    reference: key,
    displayName: logicalName ?? key,
    connector,
    actions,
    source: mode === 'runOnlyUser' ? 'invoker' : 'embedded',
    connection,
    mayChange: trigger.type === 'Request',
    whyNot:
      trigger.type === 'Request'
        ? undefined
        : 'A flow that row changes start has nobody who could provide a connection.',
    effects: {
      embedded: connection
        ? `Their runs use the connection ${connection.displayName} of ${connection.owner.displayName}.`
        : 'Their runs use the connection of the flow, which is not bound.',
      invoker: 'Each of their runs uses the connection of the person who runs it.',
    },
    warning: '2 of 3 people have no connection for it yet; they are asked once.',
  }))
}
