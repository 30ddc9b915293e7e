import { HttpResponse, http } from 'msw'
import { people, sales, salesTeam } from '../data/people'
import { notFound, paged } from './answer'

function find(principal: unknown) {
  return people.find(({ id, name }) => id === principal || name === principal)
}

export const peopleHandlers = [
  http.get('*/api/v1/principals', ({ request }) => paged(people, request)),
  http.get('*/api/v1/principals/:principal', ({ params }) => {
    const found = find(params.principal)
    return found ? HttpResponse.json(found) : notFound(`principal “${params.principal}”`)
  }),
  http.get('*/api/v1/principals/:principal/members', ({ params, request }) =>
    paged(params.principal === sales.id ? salesTeam : [], request),
  ),
  http.post('*/api/v1/principals/:principal/:change', ({ params }) => {
    const found = find(params.principal)
    if (!found) return notFound(`principal “${params.principal}”`)
    const active = params.change === 'enable'
    Object.assign(found, {
      active,
      state: active ? 'active' : 'disabled',
      disabledAt: active ? undefined : new Date().toISOString(),
    })
    return HttpResponse.json(found)
  }),
]
