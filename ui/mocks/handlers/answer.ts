import { HttpResponse } from 'msw'
import type { ErrorBody, Page } from '@/api/types'

/** A refusal in the API's own shape. */
export function refuse(status: number, error: Omit<ErrorBody['error'], 'correlationId'>) {
  const body: ErrorBody = { error: { ...error, correlationId: '0197a1ff-5b1e-7c3a-a1de-000000000042' } }
  return HttpResponse.json(body, { status })
}

export function notFound(what: string) {
  return refuse(404, {
    code: 'STW1003',
    title: 'Not found',
    message: `There is no ${what}, or you may not know of it.`,
    hint: 'Check the environment and the name.',
  })
}

/** One page of a list, as `limit` and `after` ask for it. */
export function paged<Item>(items: readonly Item[], request: Request): HttpResponse<Page<Item>> {
  const query = new URL(request.url).searchParams
  const limit = Number(query.get('limit') ?? 50)
  const from = Number(query.get('after') ?? 0)
  const page: Page<Item> = { value: items.slice(from, from + limit) }
  if (from + limit < items.length) page.next = String(from + limit)
  return HttpResponse.json(page)
}
