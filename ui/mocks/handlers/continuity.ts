import { HttpResponse, http } from 'msw'
import type { EventRequest, Simulation } from '@/api/types'
import { simulation } from '../data/continuity'
import { soul } from '../data/people'

const NOTHING: Simulation = {
  ...simulation,
  summary: { flows: 0, findings: 0, certain: 0, atDate: 0, depends: 0, onNextEdit: 0, orphans: 0 },
  value: [],
  orphans: [],
}

export const continuityHandlers = [
  http.post('*/api/v1/continuity/simulate', async ({ request }) => {
    const { subjects } = (await request.json()) as EventRequest
    return HttpResponse.json(subjects.some(({ id }) => id === soul.id) ? simulation : NOTHING)
  }),
]
