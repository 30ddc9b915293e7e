import { HttpResponse, http } from 'msw'
import { sam } from '../data/people'
import { actionsOf, runs, runView, startRun } from '../data/runs'
import { notFound, paged, refuse } from './answer'
import { session } from './session'

const BASE = '*/api/v1/environments/:environment/runs'

function find(run: unknown) {
  return runs.find(({ detail }) => detail.id === run)
}

export const runHandlers = [
  http.get(BASE, ({ request }) => {
    const query = new URL(request.url).searchParams
    const flow = query.get('flow')
    const status = query.get('status')
    const found = runs
      .map(({ detail }) => runView(detail))
      .filter((run) => (!flow || run.flow.id === flow) && (!status || run.status === status))
    return paged(found, request)
  }),
  http.get(`${BASE}/:run`, ({ params }) => {
    const run = find(params.run)
    if (!run) return notFound(`run “${params.run}” in ${params.environment}`)
    if (session.principal === sam.id) {
      return refuse(403, {
        code: 'STW1002',
        title: 'Not allowed',
        message: `Sam Carter is a run-only user of “${run.detail.flow.name}” and may not look inside its runs.`,
        hint: 'Ask an owner of the flow to make you a viewer.',
      })
    }
    return HttpResponse.json(run.detail)
  }),
  http.get(`${BASE}/:run/actions`, ({ params, request }) => {
    const run = find(params.run)
    if (!run) return notFound(`run “${params.run}”`)
    const query = new URL(request.url).searchParams
    const iteration = (query.get('iteration') ?? '').split(',').filter(Boolean).map(Number)
    return paged(actionsOf(run, query.get('parent') ?? undefined, iteration), request)
  }),
  http.post(`${BASE}/:run/cancel`, ({ params }) => {
    const run = find(params.run)
    if (!run) return notFound(`run “${params.run}”`)
    const endedAt = new Date().toISOString()
    Object.assign(run.detail, {
      status: 'Cancelled',
      endedAt,
      durationMs: Date.parse(endedAt) - Date.parse(run.detail.startedAt),
      mayCancel: false,
      mayResubmit: true,
    })
    return new HttpResponse(null, { status: 202 })
  }),
  http.post(`${BASE}/:run/resubmit`, ({ params }) => {
    const run = find(params.run)
    if (!run) return notFound(`run “${params.run}”`)
    const { flow, startedBy, facts, id } = run.detail
    const started = startRun(flow.id, { start: 'resubmit', startedBy, facts, resubmitOf: id })
    return started ? HttpResponse.json({ run: started.id }, { status: 202 }) : notFound(`flow “${flow.name}”`)
  }),
]
