import { HttpResponse, http } from 'msw'
import type { EventRequest } from '@/api/types'
import { expired, nothing, simulation } from '../data/continuity'
import { expiring } from '../data/environments'
import { soul } from '../data/people'

export const continuityHandlers = [
  http.post('*/api/v1/continuity/simulate', async ({ request }) => {
    const { subjects, event } = (await request.json()) as EventRequest
    const has = (wanted: string) => subjects.some(({ id }) => id === wanted)
    if (has(expiring.id) && event === 'expired') return HttpResponse.json(expired)
    return HttpResponse.json(has(soul.id) ? simulation : nothing)
  }),
]
