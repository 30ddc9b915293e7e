import { queryOptions } from '@tanstack/react-query'
import type { Asked } from './connections'
import { flowKeys } from './flows'
import { call, inEnvironment } from './http'
import type {
  ConnectionView,
  FlowDetail,
  Grant,
  GrantRequest,
  Impact,
  Page,
  PrincipalChip,
  StartableFlow as Startable,
  Tier,
} from './types'

/** How somebody reaches a flow. */
export type AccessPath = {
  sentence: string
  kind: 'grant' | 'primaryOwner' | 'environmentRole' | 'customRole' | 'tenantRole'
  tier?: Tier
  role?: string
  /** The groups on the way, the one that the principal is in first. */
  through: PrincipalChip[]
  endsAt?: string
}

/** What somebody may do with a flow, and why. */
export type PersonAccess = {
  principal: PrincipalChip
  tiers: Tier[]
  mayStart: boolean
  maySeeRuns: boolean
  mayChange: boolean
  paths: AccessPath[]
}

/** Who reaches a flow. */
export type FlowAccess = {
  /** Users and service accounts that own it, in whichever way. */
  owners: { active: number; all: number }
  /** Whom to make a co-owner. */
  suggested: PrincipalChip[]
  policy: { grantDays?: number; reasonRequired: boolean }
  people: PersonAccess[]
}

export type ReferenceIdentity = {
  reference: string
  displayName: string
  sentence: string
  connection?: ConnectionView
  principal?: PrincipalChip
  missing?: string
}

export type MissingConnection = { reference: string; connector: string }

/** What one principal would do, and as whom. */
export type OneAccess = FlowAccess & {
  identities: ReferenceIdentity[]
  missingConnections: MissingConnection[]
}

/** A flow that the caller may start, with what to connect before. */
export type StartableFlow = Startable & { missingConnections: MissingConnection[] }

export type RunOnlySource = 'embedded' | 'invoker'

/** Whose connection a reference uses in runs of those who only run the flow. */
export type RunOnlyConnection = {
  reference: string
  displayName: string
  connector: string
  actions: string[]
  source: RunOnlySource
  connection?: ConnectionView
  mayChange: boolean
  whyNot?: string
  effects: Record<RunOnlySource, string>
  warning?: string
}

/** A share, with the size of the group that it is with. */
export type ListedGrant = Grant & { groupSize?: { direct: number; all: number } }

/** All that the share dialog of a flow is about. */
export type Sharing = {
  flow: FlowDetail
  grants: ListedGrant[]
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
        call<Page<ListedGrant>>('GET', at(environment, flow, 'grants'), { signal }),
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
      call<OneAccess>('GET', at(environment, flow, 'access'), { query: { principal }, signal }),
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
