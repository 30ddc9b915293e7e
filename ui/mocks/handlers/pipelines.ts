import { HttpResponse, http } from 'msw'
import { drift, pipeline, promotion } from '../data/pipelines'
import { notFound, paged } from './answer'
import { session } from './session'

const BASE = '*/api/v1/environments/:environment'

export const pipelineHandlers = [
  http.get('*/api/v1/pipelines', ({ request }) => paged([pipeline], request)),
  http.get('*/api/v1/pipelines/:pipeline', ({ params }) =>
    params.pipeline === pipeline.name
      ? HttpResponse.json(pipeline)
      : notFound(`pipeline “${params.pipeline}”`),
  ),
  http.get('*/api/v1/promotions', ({ request }) => {
    const isMine = new URL(request.url).searchParams.get('mine') === 'decide'
    const mayDecide = promotion.approvers.some(({ id }) => id === session.principal)
    return paged(isMine && !mayDecide ? [] : [promotion], request)
  }),
  http.get('*/api/v1/promotions/:promotion', ({ params }) =>
    params.promotion === promotion.id
      ? HttpResponse.json(promotion)
      : notFound(`promotion ${params.promotion}`),
  ),
  http.get(`${BASE}/drift/summary`, ({ params }) =>
    HttpResponse.json({ open: params.environment === 'prod' ? 2 : 0, accepted: 0 }),
  ),
  http.get(`${BASE}/drift`, ({ request, params }) =>
    paged(params.environment === 'prod' ? drift : [], request),
  ),
  http.get(`${BASE}/break-glass`, ({ request }) => paged([], request)),
  http.get(`${BASE}/members`, ({ request }) => paged([], request)),
]
