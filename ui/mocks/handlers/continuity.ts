import { HttpResponse, http } from 'msw'
import type { EventRequest } from '@/api/types'
import { continuity, expired, flowsAtRisk, nothing, simulation, soulsThings } from '../data/continuity'
import { expiring } from '../data/environments'
import { soul } from '../data/people'
import { notFound } from './answer'

export const continuityHandlers = [
  http.get('*/api/v1/continuity', () => HttpResponse.json(continuity)),
  http.get('*/api/v1/continuity/flows', ({ request }) => {
    const query = new URL(request.url).searchParams
    const matches = (name: string, values: (string | undefined)[]) =>
      !query.has(name) || values.includes(query.get(name) ?? '')
    const found = flowsAtRisk.filter(
      ({ reasons }) =>
        matches(
          'reason',
          reasons.map(({ reason }) => reason),
        ) &&
        matches(
          'principal',
          reasons.map(({ principal }) => principal?.id),
        ),
    )
    const from = Number(query.get('after') ?? 0)
    const next = from + 1 < found.length ? String(from + 1) : undefined
    return HttpResponse.json({ value: found.slice(from, from + 1), next })
  }),
  http.get('*/api/v1/continuity/people/:principal', ({ params }) =>
    params.principal === soul.id
      ? HttpResponse.json(soulsThings)
      : notFound(`principal “${params.principal}”`),
  ),
  http.post('*/api/v1/continuity/simulate', async ({ request }) => {
    const { subjects, event } = (await request.json()) as EventRequest
    const has = (wanted: string) => subjects.some(({ id }) => id === wanted)
    if (has(expiring.id) && event === 'expired') return HttpResponse.json(expired)
    return HttpResponse.json(has(soul.id) ? simulation : nothing)
  }),
]
