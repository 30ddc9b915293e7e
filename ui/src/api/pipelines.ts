import { queryOptions } from '@tanstack/react-query'
import { address, call } from './http'
import type {
  NewPipeline,
  NewPromotion,
  Page,
  Pipeline,
  Promotion,
  PromotionView,
  ReplayReport,
  RunsToReplay,
} from './types'

const pipelineAt = (...segments: string[]) => address('api', 'v1', 'pipelines', ...segments)
const promotionAt = (...segments: string[]) => address('api', 'v1', 'promotions', ...segments)

export const pipelineKeys = { all: ['pipelines'] as const, promotions: ['promotions'] as const }

export function pipelinesQuery() {
  return queryOptions({
    queryKey: [...pipelineKeys.all, 'list'],
    queryFn: ({ signal }) => call<Page<Pipeline>>('GET', pipelineAt(), { signal }),
  })
}

export function pipelineQuery(pipeline: string) {
  return queryOptions({
    queryKey: [...pipelineKeys.all, 'one', pipeline],
    queryFn: ({ signal }) => call<Pipeline>('GET', pipelineAt(pipeline), { signal }),
  })
}

export function createPipeline(pipeline: NewPipeline): Promise<Pipeline> {
  return call('POST', pipelineAt(), { json: pipeline })
}

/** Its name stays. */
export function changePipeline({ name, ...content }: NewPipeline): Promise<Pipeline> {
  return call('PUT', pipelineAt(name), { json: content })
}

export function deletePipeline(name: string): Promise<void> {
  return call('DELETE', pipelineAt(name))
}

/** Which promotions to list; `mine` those that wait for the caller's decision. */
export type PromotionFilter = {
  pipeline?: string
  environment?: string
  solution?: string
  state?: string
  mine?: 'decide'
}

export function promotionsQuery(filter: PromotionFilter) {
  return queryOptions({
    queryKey: [...pipelineKeys.promotions, 'list', filter],
    queryFn: ({ signal }) =>
      call<Page<PromotionView>>('GET', promotionAt(), { query: { ...filter, limit: 200 }, signal }),
  })
}

/** What waits for the caller's decision; asked for now and then, because others request it. */
export function waitingForMeQuery() {
  return queryOptions({ ...promotionsQuery({ mine: 'decide' }), refetchInterval: 60_000 })
}

export function promotionQuery(promotion: string) {
  return queryOptions({
    queryKey: [...pipelineKeys.promotions, 'one', promotion],
    queryFn: ({ signal }) => call<Promotion>('GET', promotionAt(promotion), { signal }),
  })
}

export function requestPromotion(wanted: NewPromotion): Promise<Promotion> {
  return call('POST', promotionAt(), { json: wanted })
}

/** Approves or rejects exactly what was looked at: another plan is refused. */
export function decidePromotion(
  promotion: Promotion,
  decision: 'approve' | 'reject',
  comment: string,
): Promise<Promotion> {
  return call('POST', promotionAt(promotion.id, decision), {
    json: { planDigest: promotion.planDigest, comment: comment || undefined },
  })
}

export function movePromotion(promotion: string, verb: 'withdraw' | 'refresh' | 'apply'): Promise<Promotion> {
  return call('POST', promotionAt(promotion, verb))
}

/** What recorded runs would have done with the promotion's package; kept with it, without what was in them. */
export function replayPromotion(promotion: string, runs: RunsToReplay): Promise<ReplayReport> {
  return call('POST', promotionAt(promotion, 'replay'), { json: runs })
}

/** Plans anew with other bindings and values; what was decided falls. */
export function setPromotionSettings(promotion: string, settings: object): Promise<Promotion> {
  return call('PUT', promotionAt(promotion, 'settings'), { json: { settings } })
}
