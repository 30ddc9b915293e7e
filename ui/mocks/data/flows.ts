import type {
  FlowAction,
  FlowDetail,
  FlowView,
  IdentityUse,
  ReferenceUse,
  StartableFlow,
  Tier,
} from '@/api/types'
import { daysAgo } from './clock'
import { definition, invoiceIntake } from './definitions'
import { connectionNumber, DATAVERSE, flowId, MAIL, SHAREPOINT } from './environments'
import { ana, chip, dataverseBot, david, financeBot, roohi, sales, sam, soul } from './people'

const OWN = "The action uses its own connection: it acts as that connection's owner."
const TRIGGERING =
  "Run as is Triggering user and the action uses the invoker's connection: it acts as the user who changed the row."

type Flow = Omit<
  FlowDetail,
  'may' | 'id' | 'environment' | 'definition' | 'diagnostics' | 'modifiedAt' | 'versions'
> & {
  definition?: unknown
}

function own(action: string, reference: number): IdentityUse {
  const { owner, displayName } = connectionNumber(reference)
  return {
    action,
    connectionReference: displayName,
    mode: 'own',
    actsAs: `It acts as ${owner.displayName}: the action uses its own connection.`,
    principal: owner,
    rule: 'ownConnection',
    ability: 'can',
    because: `${owner.displayName} has prvCreatedemo_audit.`,
    privilege: 'prvCreatedemo_audit',
  }
}

function reference(key: string, number: number, mode: ReferenceUse['mode'], actions: string[]): ReferenceUse {
  const connection = connectionNumber(number)
  return {
    key,
    logicalName: `contoso_${key}`,
    connector: connection.connector,
    mode,
    connection,
    ofFlow: false,
    actions,
  }
}

const PURCHASE_SCHEMA = {
  type: 'object',
  properties: {
    text: {
      title: 'What to buy',
      type: 'string',
      'x-ms-content-hint': 'TEXT',
      description: 'As the invoice will name it',
    },
    number: { title: 'Amount in euro', type: 'number', 'x-ms-content-hint': 'NUMBER' },
    text_1: { title: 'Cost centre', type: 'string', enum: ['Sales', 'Marketing', 'Operations'] },
    date: { title: 'Needed by', type: 'string', format: 'date', 'x-ms-content-hint': 'DATE' },
    email: { title: 'Approver', type: 'string', format: 'email', 'x-ms-content-hint': 'EMAIL' },
    boolean: { title: 'It is urgent', type: 'boolean', 'x-ms-content-hint': 'BOOLEAN' },
  },
  required: ['text', 'number'],
}

const OWNERS: FlowAction[] = [
  'know',
  'see',
  'edit',
  'share',
  'rebind',
  'enable',
  'delete',
  'run',
  'seeRuns',
  'resubmit',
  'cancel',
]
const MAY: Record<Tier, FlowAction[]> = {
  primaryOwner: OWNERS,
  coOwner: OWNERS,
  viewer: ['know', 'see', 'seeRuns'],
  runOnlyUser: ['know', 'run'],
}

const FLOWS: Flow[] = [
  {
    name: 'Audit contact changes',
    state: 'on',
    trigger: {
      name: 'When_a_contact_is_modified',
      type: 'OpenApiConnectionWebhook',
      summary: 'When a contact is added, modified or deleted',
    },
    primaryOwner: chip(soul),
    owners: 2,
    tier: 'primaryOwner',
    publishedVersion: 7,
    connectors: [DATAVERSE],
    needs: [],
    runAs: 'triggeringUser',
    grants: [
      { principal: chip(soul), tier: 'primaryOwner', since: daysAgo(90), ended: false },
      { principal: chip(roohi), tier: 'coOwner', since: daysAgo(44), ended: false },
      { principal: chip(david), tier: 'viewer', since: daysAgo(20), ended: false },
    ],
    references: [
      reference('dataverse_audit', 1, 'impersonate', ['Add_audit_row']),
      reference('dataverse_audit_1', 2, 'impersonate', ['Add_second_audit_row']),
    ],
    identities: [
      {
        action: 'Add_audit_row',
        connectionReference: 'contoso_dataverse_audit',
        mode: 'impersonate',
        actsAs: TRIGGERING,
        rule: 'triggeringUser',
        ability: 'depends',
        because:
          'Whoever it is needs prvCreatedemo_audit; the smallest security role that gives it is `Sales`.',
      },
      {
        action: 'Add_second_audit_row',
        connectionReference: 'contoso_dataverse_audit_1',
        mode: 'impersonate',
        actsAs: TRIGGERING,
        rule: 'triggeringUser',
        ability: 'depends',
        because:
          'Whoever it is needs prvCreatedemo_audit; the smallest security role that gives it is `Sales`.',
      },
    ],
  },
  {
    name: 'Invoice intake',
    state: 'on',
    trigger: {
      name: 'When_a_file_is_created',
      type: 'OpenApiConnection',
      summary: 'When a file is created in Finance, Invoices',
    },
    primaryOwner: chip(financeBot),
    owners: 3,
    tier: 'coOwner',
    publishedVersion: 12,
    connectors: [SHAREPOINT, DATAVERSE, MAIL],
    needs: [],
    grants: [
      { principal: chip(financeBot), tier: 'primaryOwner', since: daysAgo(200), ended: false },
      { principal: chip(soul), tier: 'coOwner', since: daysAgo(200), ended: false },
      { principal: chip(david), tier: 'coOwner', since: daysAgo(31), ended: false },
    ],
    references: [
      reference('sharepoint_finance', 4, 'own', ['Get_file_content', 'Move_file']),
      reference('dataverse_finance', 3, 'own', ['Create_invoice', 'Create_invoice_line', 'Update_supplier']),
      reference('mail_finance', 7, 'own', ['Tell_the_buyer']),
    ],
    identities: [
      own('Get_file_content', 4),
      own('Create_invoice', 3),
      own('Create_invoice_line', 3),
      own('Update_supplier', 3),
      own('Tell_the_buyer', 7),
      own('Move_file', 4),
    ],
    definition: invoiceIntake,
  },
  {
    name: 'Request purchase approval',
    state: 'on',
    trigger: { name: 'manual', type: 'Request', summary: 'Button: asks for what, how much and by when' },
    primaryOwner: chip(soul),
    owners: 1,
    tier: 'primaryOwner',
    publishedVersion: 3,
    connectors: [MAIL, DATAVERSE],
    needs: [],
    grants: [
      { principal: chip(soul), tier: 'primaryOwner', since: daysAgo(60), ended: false },
      { principal: chip(sales), tier: 'runOnlyUser', since: daysAgo(58), ended: false },
      { principal: chip(sam), tier: 'runOnlyUser', since: daysAgo(10), ended: false },
    ],
    references: [
      reference('mail', 6, 'own', ['Ask_the_approver', 'Tell_the_requester']),
      {
        key: 'dataverse',
        connector: DATAVERSE,
        mode: 'runOnlyUser',
        ofFlow: false,
        actions: ['Record_the_request'],
      },
    ],
    identities: [
      own('Ask_the_approver', 6),
      {
        action: 'Record_the_request',
        connectionReference: 'dataverse',
        mode: 'runOnlyUser',
        actsAs:
          "The connection is provided by the run-only user: the action acts as the caller, through the caller's own connection.",
        rule: 'runOnlyUser',
        ability: 'depends',
        because:
          'Whoever it is needs prvCreatedemo_audit; the smallest security role that gives it is `Sales`.',
      },
      own('Tell_the_requester', 6),
    ],
    definition: definition('manual', {
      type: 'Request',
      kind: 'Button',
      inputs: { schema: PURCHASE_SCHEMA },
    }),
  },
  {
    name: 'Nightly contact sync',
    state: 'off',
    offReason: 'It was imported off: the connection reference contoso_mail_crm is not bound.',
    trigger: { name: 'Recurrence', type: 'Recurrence', summary: 'Every day at 02:00 (Europe/Berlin)' },
    primaryOwner: chip(soul),
    owners: 1,
    tier: 'primaryOwner',
    publishedVersion: 1,
    connectors: [MAIL, DATAVERSE],
    needs: ['Bind the connection reference contoso_mail_crm to an Outlook mail connection.'],
    grants: [{ principal: chip(soul), tier: 'primaryOwner', since: daysAgo(3), ended: false }],
    references: [
      {
        key: 'mail_crm',
        logicalName: 'contoso_mail_crm',
        connector: MAIL,
        mode: 'own',
        ofFlow: false,
        actions: ['Send_summary'],
      },
      reference('dataverse_finance', 3, 'own', ['List_contacts', 'Update_contact']),
    ],
    identities: [
      own('List_contacts', 3),
      own('Update_contact', 3),
      {
        action: 'Send_summary',
        connectionReference: 'contoso_mail_crm',
        mode: 'own',
        actsAs: 'Nobody yet: the reference contoso_mail_crm is not bound.',
        ability: 'cannot',
        because:
          'The connection reference `contoso_mail_crm` is not bound to a connection. An owner of the flow can bind it.',
        code: 'ConnectionNotConfigured',
      },
    ],
  },
  {
    name: 'Order received',
    state: 'on',
    trigger: { name: 'manual', type: 'Request', summary: 'HTTP request' },
    primaryOwner: chip(ana),
    owners: 2,
    tier: 'coOwner',
    publishedVersion: 4,
    connectors: [SHAREPOINT],
    needs: [],
    triggerUrl: 'https://steward.contoso.example/triggers/0197a1c9/manual?sig=Zm9vYmFy',
    grants: [
      { principal: chip(ana), tier: 'primaryOwner', since: daysAgo(300), ended: false },
      { principal: chip(soul), tier: 'coOwner', since: daysAgo(5), ended: false },
    ],
    references: [reference('sharepoint_orders', 5, 'own', ['Create_order_folder'])],
    identities: [own('Create_order_folder', 5)],
    definition: definition('manual', {
      type: 'Request',
      kind: 'Http',
      inputs: { schema: { type: 'object' } },
    }),
  },
  {
    name: 'Weekly report',
    state: 'on',
    trigger: { name: 'Recurrence', type: 'Recurrence', summary: 'Every Monday at 07:30 (Europe/Berlin)' },
    primaryOwner: chip(dataverseBot),
    owners: 2,
    tier: 'coOwner',
    publishedVersion: 2,
    connectors: [DATAVERSE, SHAREPOINT],
    needs: [],
    grants: [
      { principal: chip(dataverseBot), tier: 'primaryOwner', since: daysAgo(150), ended: false },
      { principal: chip(soul), tier: 'coOwner', since: daysAgo(150), ended: false },
    ],
    references: [
      reference('dataverse_finance', 3, 'own', ['List_invoices']),
      reference('sharepoint_finance', 4, 'own', ['Create_file']),
    ],
    identities: [own('List_invoices', 3), own('Create_file', 4)],
  },
]

export function ownSentence(): string {
  return OWN
}

export const flows: FlowDetail[] = FLOWS.map((flow, index) => ({
  ...flow,
  id: flowId(flow.name),
  environment: 'dev',
  may: MAY[flow.tier ?? 'viewer'],
  modifiedAt: daysAgo(index * 4 + 1),
  definition:
    flow.definition ??
    definition(flow.trigger.name, { type: flow.trigger.type, inputs: {}, runtimeConfiguration: {} }),
  diagnostics: [],
  versions: Array.from({ length: flow.publishedVersion }, (_, version) => ({
    number: version + 1,
    at: daysAgo((flow.publishedVersion - version) * 5),
    by: version % 3 === 1 ? chip(roohi) : chip(soul),
  })),
}))

export function flowView(flow: FlowDetail): FlowView {
  const {
    needs,
    grants,
    references,
    runAs,
    triggerUrl,
    identities,
    definition: _,
    diagnostics,
    versions,
    ...view
  } = flow
  return view
}

export const startable: StartableFlow[] = flows
  .filter(({ trigger }) => trigger.type === 'Request')
  .filter(({ name }) => name === 'Request purchase approval')
  .map(({ id, name, trigger }) => ({ id, name, trigger, inputs: PURCHASE_SCHEMA, missingConnections: [] }))
