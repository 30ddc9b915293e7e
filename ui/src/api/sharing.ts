import { queryOptions } from '@tanstack/react-query'
import type { Asked } from './connections'
import { flowKeys } from './flows'
import { call, inEnvironment } from './http'
import type {
  FlowAccess,
  FlowDetail,
  Grant,
  GrantRequest,
  Impact,
  Page,
  RunOnlyConnection,
  RunOnlySource,
} from './types'

/** All that the share dialog of a flow is about. */
export type Sharing = {
  flow: FlowDetail
  grants: Grant[]
  access: FlowAccess
  references: RunOnlyConnection[]
}

const at = (environment: string, flow: string, ...rest: string[]) =>
  inEnvironment(environment, 'flows', flow, ...rest)

export function sharingQuery(environment: string, flow: string) {
  return queryOptions({
    queryKey: [...flowKeys.one(environment, flow), 'sharing'],
    queryFn: async ({ signal }): Promise<Sharing> => {
      const [detail, grants, access, references] = await Promise.all([
        call<FlowDetail>('GET', at(environment, flow), { signal }),
        call<Page<Grant>>('GET', at(environment, flow, 'grants'), { signal }),
        call<FlowAccess>('GET', at(environment, flow, 'access'), { signal }),
        call<Page<RunOnlyConnection>>('GET', at(environment, flow, 'run-only-connections'), { signal }),
      ])
      return { flow: detail, grants: grants.value, access, references: references.value }
    },
  })
}

export function accessQuery(environment: string, flow: string, principal: string) {
  return queryOptions({
    queryKey: [...flowKeys.one(environment, flow), 'access', principal],
    queryFn: ({ signal }) =>
      call<FlowAccess>('GET', at(environment, flow, 'access'), { query: { principal }, signal }),
  })
}

export function setGrant(
  environment: string,
  flow: string,
  principal: string,
  grant: GrantRequest,
): Promise<Grant> {
  return call('PUT', at(environment, flow, 'grants', principal), { json: grant })
}

export function removeGrant(environment: string, flow: string, principal: string): Promise<void> {
  return call('DELETE', at(environment, flow, 'grants', principal))
}

export function setRunOnlySource(
  environment: string,
  flow: string,
  reference: string,
  source: RunOnlySource,
  asked: Asked = {},
): Promise<{ impact: Impact }> {
  return call('PUT', at(environment, flow, 'references', reference, 'run-only'), {
    query: asked,
    json: { source },
  })
}
