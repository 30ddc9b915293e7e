import { HttpResponse, http } from 'msw'
import type { Change, ConnectionView, FlowDetail, Impact, ReferenceUse } from '@/api/types'
import { connections } from '../data/environments'
import { firingsOf } from '../data/firings'
import { flows, flowView, startable } from '../data/flows'
import { chip, people } from '../data/people'
import { startRun } from '../data/runs'
import { notFound, paged, refuse } from './answer'
import { session } from './session'

const BASE = '*/api/v1/environments/:environment'

function find(flow: unknown) {
  return flows.find(({ id, name }) => id === flow || name === flow)
}

/** Each version adds a note. */
function changesOf(flow: FlowDetail, from: number): Change[] {
  return [
    {
      code: 'ActionAdded',
      risk: 'notice',
      subject: { kind: 'flow', key: flow.id, name: flow.name },
      place: 'actions/Note',
      sentence: `The action “Note” is new since version ${from}.`,
    },
  ]
}

export const flowHandlers = [
  http.get(`${BASE}/flows`, ({ request, params }) =>
    paged(params.environment === 'dev' ? flows.map(flowView) : flows.slice(0, 2).map(flowView), request),
  ),
  http.get(`${BASE}/flows/:flow`, ({ params }) => {
    const flow = find(params.flow)
    return flow ? HttpResponse.json(flow) : notFound(`flow “${params.flow}” in ${params.environment}`)
  }),
  http.get(`${BASE}/flows/:flow/versions/:version`, ({ params }) => {
    const flow = find(params.flow)
    const number = Number(params.version)
    if (!flow?.versions.some((version) => version.number === number))
      return notFound(`version ${params.version}`)
    return HttpResponse.json({ number, definition: flow.definition })
  }),
  http.get(`${BASE}/flows/:flow/versions/:version/changes`, ({ params, request }) => {
    const flow = find(params.flow)
    if (!flow) return notFound(`flow “${params.flow}”`)
    const from = Number(new URL(request.url).searchParams.get('with'))
    return HttpResponse.json({ from, to: Number(params.version), changes: changesOf(flow, from), text: '' })
  }),
  http.get(`${BASE}/flows/:flow/triggers/histories`, ({ params, request }) => {
    const flow = find(params.flow)
    return flow ? paged(firingsOf(flow), request) : notFound(`flow “${params.flow}”`)
  }),
  http.post(`${BASE}/flows/:flow/enable`, ({ params }) => {
    const flow = find(params.flow)
    if (!flow) return notFound(`flow “${params.flow}”`)
    if (flow.needs.length > 0) {
      return refuse(422, {
        code: 'STW1020',
        title: 'The flow cannot be turned on yet',
        message: `${flow.name} needs ${flow.needs.length} thing first: ${flow.needs.join(' ')}`,
        hint: 'Settle what it needs, then turn it on.',
      })
    }
    Object.assign(flow, { state: 'on', offReason: undefined })
    return HttpResponse.json(flow)
  }),
  http.post(`${BASE}/flows/:flow/disable`, ({ params }) => {
    const flow = find(params.flow)
    if (!flow) return notFound(`flow “${params.flow}”`)
    Object.assign(flow, { state: 'off', offReason: 'An owner turned it off.' })
    return HttpResponse.json(flow)
  }),
  http.post(`${BASE}/flows/:flow/run`, ({ params }) => {
    const who = people.find(({ id }) => id === session.principal)
    const invoker = who && chip(who)
    const run = startRun(String(params.flow), { start: 'button', startedBy: invoker, facts: { invoker } })
    return run ? HttpResponse.json({ run: run.id }, { status: 202 }) : notFound(`flow “${params.flow}”`)
  }),
  http.put(`${BASE}/flows/:flow/references/:key`, async ({ params, request }) => {
    const reference = find(params.flow)?.references.find(({ key }) => key === params.key)
    const { connection } = (await request.json()) as { connection: string | null }
    const flow = find(params.flow)
    if (!flow || !reference) return notFound(`reference “${params.key}”`)
    const after = connections.find(({ id }) => id === connection)
    const impact = impactOf(flow, reference, after)
    const undo = reference.ofFlow ? (reference.connection?.id ?? null) : null
    if (new URL(request.url).searchParams.get('dryRun') !== 'true') reference.connection = after
    return HttpResponse.json({ value: flow.references, impact, undo })
  }),
  http.get(`${BASE}/startable`, ({ request }) => paged(startable, request)),
]

/** What swapping one reference does to its actions, as the server would say it. */
export function impactOf(
  flow: FlowDetail,
  reference: ReferenceUse,
  after: ConnectionView | undefined,
): Impact {
  const former = reference.connection?.owner
  const actions = flow.identities
    .filter(({ action }) => reference.actions.includes(action))
    .map((identity) => ({
      ...identity,
      actedAs: identity.actsAs,
      former,
      actsAs: after ? `Acts as ${after.owner.displayName}: it uses its own connection.` : 'Will not run.',
      principal: after?.owner,
    }))
  return {
    flows: [
      {
        id: flow.id,
        name: flow.name,
        version: flow.publishedVersion,
        on: flow.state === 'on',
        underWay: 0,
        actions,
        needs: [],
      },
    ],
    others: 0,
    loses: former ? [former] : [],
    gains: after ? [after.owner] : [],
    digest: `${reference.key} ${after?.id ?? 'none'}`,
  }
}
