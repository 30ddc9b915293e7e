import type { BreakGlass, Drift, Pipeline, Promotion } from '@/api/types'
import { daysAgo, secondsAgo } from './clock'
import { flowId } from './environments'
import { chip, financeBot, roohi, sales, soul } from './people'
import { settledPlan } from './plans'

export const pipeline: Pipeline = {
  id: '0197a1e0-0000-7000-8000-000000000001',
  name: 'finance',
  description: 'From Dev to Prod, with one look at it.',
  source: 'dev',
  stages: [
    {
      environment: 'test',
      displayName: 'Contoso Test',
      kind: 'test',
      protected: false,
      approvals: 0,
      replay: 0,
      approvers: [],
    },
    {
      environment: 'prod',
      displayName: 'Contoso Prod',
      kind: 'prod',
      protected: true,
      approvals: 1,
      replay: 10,
      approvers: [chip(roohi), chip(sales)],
      deployer: chip(financeBot),
    },
  ],
  mayManage: true,
  mayRequest: true,
}

/** Soul asks, Roohi may approve. */
export const promotion: Promotion = {
  id: '0197a1e1-0000-7000-8000-000000000001',
  pipeline: 'finance',
  solution: 'ContosoFinance',
  displayName: 'Contoso finance',
  version: '1.5.0.0',
  from: '1.4.0.2',
  package: { digest: 'c'.repeat(64), size: 48_213 },
  environment: 'prod',
  environmentDisplayName: 'Contoso Prod',
  requestedBy: chip(soul),
  requestedAt: secondsAgo(600),
  note: 'Dunning letters for the new quarter.',
  state: 'waiting',
  plan: settledPlan,
  settings: {
    EnvironmentVariables: [{ SchemaName: 'contoso_DunningDays', Value: '14' }],
    ConnectionReferences: settledPlan.references.map(({ logicalName, connector, connection }) => ({
      LogicalName: logicalName,
      ConnectionId: connection?.id ?? '',
      ConnectorId: `/providers/Microsoft.PowerApps/apis/${connector}`,
    })),
  },
  planDigest: settledPlan.digest,
  needed: 1,
  given: 0,
  decisions: [],
  approvers: [chip(roohi)],
  authors: [chip(soul)],
  mayDecide: true,
  mayApply: false,
  mayChange: true,
  deployer: chip(financeBot),
}

export const drift: Drift[] = [
  {
    solution: 'ContosoFinance',
    subject: { kind: 'flow', key: flowId('Invoice intake'), name: 'Invoice intake' },
    changes: [
      {
        code: 'ActionAdded',
        risk: 'notice',
        subject: { kind: 'flow', key: flowId('Invoice intake'), name: 'Invoice intake' },
        place: 'actions/Send_mail',
        sentence: 'The flow `Invoice intake` has a new action `Send mail`.',
      },
    ],
    by: chip(soul),
    at: daysAgo(1),
    direct: false,
    breakGlass: '0197a1e3-0000-7000-8000-000000000001',
    state: 'open',
  },
  {
    solution: 'ContosoFinance',
    subject: { kind: 'variable', key: 'contoso_ApprovalLimit', name: 'Approval limit' },
    changes: [],
    direct: true,
    state: 'accepted',
    accepted: { by: chip(roohi), at: daysAgo(1), reason: 'Until the audit is over.', until: daysAgo(-20) },
  },
]

/** Roohi asks, so Soul may approve. */
export const asked: BreakGlass = {
  id: '0197a1e3-0000-7000-8000-000000000002',
  reason: 'The month cannot be closed.',
  askedBy: chip(roohi),
  askedAt: secondsAgo(60),
  minutes: 30,
  state: 'asked',
}
