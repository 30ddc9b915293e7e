import { HttpResponse, http } from 'msw'
import type { Handover, HandoverContent, NewHandover } from '@/api/types'
import { draft } from '../data/handovers'
import { chip, people } from '../data/people'
import { notFound, paged } from './answer'

export const handovers: Handover[] = [structuredClone(draft)]

function change(plan: unknown, extra: Partial<Handover>) {
  const found = handovers.find(({ id }) => id === plan)
  return found ? HttpResponse.json(Object.assign(found, extra)) : notFound(`hand-over plan ${plan}`)
}

export const handoverHandlers = [
  http.get('*/api/v1/handovers', ({ request }) => paged(handovers, request)),
  http.get('*/api/v1/handovers/:plan', ({ params }) => change(params.plan, {})),
  http.post<never, NewHandover>('*/api/v1/handovers', async ({ request }) => {
    const { leavers } = await request.json()
    const found = people.filter(({ id, name }) => leavers.includes(id) || leavers.includes(name))
    const made = { ...structuredClone(draft), id: crypto.randomUUID(), leavers: found.map(chip) }
    handovers.unshift(made)
    return HttpResponse.json(made, { status: 201 })
  }),
  http.put<{ plan: string }, HandoverContent>('*/api/v1/handovers/:plan', async ({ params, request }) => {
    const { choices } = await request.json()
    const rows = handovers
      .find(({ id }) => id === params.plan)
      ?.rows.map((row) => {
        const choice = choices?.find((one) => one.row === row.id)
        if (!choice) return row
        const to = people.find(({ id }) => id === choice.to)
        return {
          ...row,
          action: choice.action,
          to: to && chip(to),
          reason: choice.reason ?? undefined,
          chosen: true,
          problem: undefined,
        }
      })
    return change(params.plan, { rows })
  }),
  http.post('*/api/v1/handovers/:plan/simulate', () => HttpResponse.json({ value: [] })),
  http.post('*/api/v1/handovers/:plan/approve', ({ params }) => change(params.plan, { status: 'approved' })),
  http.post('*/api/v1/handovers/:plan/withdraw', ({ params }) => change(params.plan, { status: 'draft' })),
]
