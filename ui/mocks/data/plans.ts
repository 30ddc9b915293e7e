import type { Bound, Change, DeploymentPlan } from '@/api/types'
import { connectionNumber, DATAVERSE, flowId, MAIL } from './environments'
import { chip, roohi, soul } from './people'

function bound(number: number): Bound {
  const { id, displayName, owner } = connectionNumber(number)
  return { id, displayName, owner }
}

const INTAKE = { kind: 'flow' as const, key: flowId('Invoice intake'), name: 'Invoice intake' }
const DUNNING = { kind: 'flow' as const, key: flowId('Dunning letters'), name: 'Dunning letters' }

const changes: Change[] = [
  {
    code: 'VersionChanged',
    risk: 'info',
    subject: { kind: 'solution', key: 'contosofinance', name: 'Contoso finance' },
    place: 'version',
    before: '1.4.0.2',
    after: '1.5.0.0',
    sentence: 'The version of the solution was `1.4.0.2` and is now `1.5.0.0`.',
  },
  {
    code: 'TableAdded',
    risk: 'notice',
    subject: { kind: 'table', key: 'contoso_reminder', name: 'Reminder' },
    place: '',
    sentence: 'There is a new table `contoso_reminder`.',
  },
  {
    code: 'RunAsChanged',
    risk: 'high',
    subject: INTAKE,
    place: 'triggers/When_a_row_is_added',
    before: 'triggeringUser',
    after: 'rowOwner',
    sentence:
      'In the flow `Invoice intake`, actions that act for the invoker acted as the triggering user and now act as the row owner.',
  },
  {
    code: 'FlowAdded',
    risk: 'notice',
    subject: DUNNING,
    place: '',
    sentence: 'There is a new flow `Dunning letters`.',
  },
]

const TEXT = `--- Workflows/Invoice.json
+++ Workflows/Invoice.json
@@ -12,3 +12,3 @@
   "parameters": {
-    "subscriptionRequest/runas": 2
+    "subscriptionRequest/runas": 1
   }
`

const dunning = {
  logicalName: 'contoso_mail_dunning',
  displayName: 'Mail for dunning letters',
  connector: MAIL,
  choices: [bound(6), bound(7)],
  flows: ['Dunning letters'],
}

/** What importing the next version of the finance solution would do; the second reference and a variable are open. */
export const openPlan: DeploymentPlan = {
  digest: 'a'.repeat(64),
  mode: 'upgrade',
  solution: 'ContosoFinance',
  displayName: 'Contoso finance',
  managed: false,
  from: '1.4.0.2',
  to: '1.5.0.0',
  rollback: false,
  changesNothing: false,
  canApply: true,
  package: { digest: 'c'.repeat(64), size: 48_213 },
  components: [
    { ...INTAKE, fate: 'change' },
    { ...DUNNING, fate: 'add' },
    { kind: 'reference', key: 'contoso_dataverse_finance', name: 'Dataverse for finance', fate: 'keep' },
    { kind: 'reference', key: dunning.logicalName, name: dunning.displayName, fate: 'add' },
    { kind: 'variable', key: 'contoso_dunningdays', name: 'Dunning days', fate: 'add' },
    { kind: 'table', key: 'contoso_reminder', name: 'Reminder', fate: 'add' },
  ],
  references: [
    {
      logicalName: 'contoso_dataverse_finance',
      displayName: 'Dataverse for finance',
      connector: DATAVERSE,
      before: bound(3),
      connection: bound(3),
      source: 'alreadyBound',
      choices: [bound(2), bound(3)],
      flows: ['Invoice intake'],
    },
    { ...dunning, connection: bound(7), source: 'suggested' },
  ],
  variables: [
    { schemaName: 'contoso_DunningDays', displayName: 'Dunning days', type: 'number', source: 'missing' },
  ],
  flows: [
    {
      id: INTAKE.key,
      name: INTAKE.name,
      before: true,
      on: true,
      reasons: [],
      owners: { before: [chip(soul), chip(roohi)], after: [chip(soul), chip(roohi)] },
    },
    {
      id: DUNNING.key,
      name: DUNNING.name,
      before: false,
      on: false,
      reasons: [
        'Bind the connection reference `contoso_mail_dunning`.',
        'Give `contoso_DunningDays` a value.',
      ],
      owners: { before: [], after: [chip(soul)] },
    },
  ],
  checks: [
    { code: 'Accepted', outcome: 'pass', message: 'The package can be read.' },
    { code: 'ReferencesBound', outcome: 'warn', message: '`contoso_mail_dunning` is not bound.' },
    {
      code: 'VariablesSet',
      outcome: 'warn',
      message: '`contoso_DunningDays` has no value.',
      subject: { kind: 'variable', key: 'contoso_dunningdays', name: 'Dunning days' },
    },
    {
      code: 'Owners',
      outcome: 'warn',
      message: 'The flow `Dunning letters` has one active owner.',
      subject: { ...DUNNING },
    },
    {
      code: 'Connections',
      outcome: 'warn',
      message: 'The connection `Finance mailbox` was refused when it was tried last.',
      subject: { kind: 'connection', key: bound(7).id, name: bound(7).displayName },
    },
  ],
  changes,
  text: TEXT,
  signature: { verdict: 'none' },
}

/** The same with both settled: by another connection than before for the first reference. */
export const settledPlan: DeploymentPlan = {
  ...openPlan,
  digest: 'b'.repeat(64),
  references: [
    {
      ...(openPlan.references[0] as DeploymentPlan['references'][number]),
      connection: bound(2),
      source: 'settings',
    },
    { ...dunning, connection: bound(7), source: 'settings' },
  ],
  variables: [
    {
      schemaName: 'contoso_DunningDays',
      displayName: 'Dunning days',
      type: 'number',
      value: '14',
      source: 'settings',
    },
  ],
  flows: openPlan.flows.map((flow) => ({ ...flow, on: true, reasons: [] })),
  checks: [{ code: 'Accepted', outcome: 'pass', message: 'The package can be read.' }],
}
