import type {
  ConnectionReferenceView,
  ConnectionView,
  EnvironmentView,
  Protection,
  SolutionView,
  TableView,
  VariableView,
} from '@/api/types'
import { daysAgo } from './clock'
import { ana, chip, dataverseBot, financeBot, type people, roohi, soul } from './people'

export const DATAVERSE = 'shared_commondataserviceforapps'
export const SHAREPOINT = 'shared_sharepointonline'
export const MAIL = 'shared_office365'

const policy = { reasonRequired: false }
const strict = { grantDays: 90, reasonRequired: true }

const open: Protection = { protected: false, signatures: 'none', signers: [] }
const guarded: Protection = {
  protected: true,
  signatures: 'warn',
  signers: [{ name: 'Build server', publicKey: 'MCowBQYDK2VwAyEA7x' }],
}

export const environments: EnvironmentView[] = [
  {
    name: 'dev',
    displayName: 'Contoso Dev',
    kind: 'dev',
    protected: false,
    role: 'admin',
    policy,
    protection: open,
  },
  {
    name: 'test',
    displayName: 'Contoso Test',
    kind: 'test',
    protected: false,
    role: 'maker',
    policy,
    protection: open,
  },
  {
    name: 'prod',
    displayName: 'Contoso Prod',
    kind: 'prod',
    protected: true,
    role: 'maker',
    policy: strict,
    protection: guarded,
  },
]

type Owner = (typeof people)[number]

function connection(
  number: number,
  connector: string,
  displayName: string,
  owner: Owner,
  usedBy: string[],
): ConnectionView {
  return {
    id: `0197a1c2-0000-7000-8000-${String(number).padStart(12, '0')}`,
    connector,
    displayName,
    owner: chip(owner),
    kind: owner.kind === 'serviceAccount' ? 'serviceAccount' : 'personal',
    private: false,
    health: owner.active ? 'ok' : 'ownerDisabled',
    since: owner.disabledAt,
    parameters: {},
    secretVersion: 0,
    usedBy: usedBy.map((name) => ({ flow: flowId(name), name })),
    usedByOthers: 0,
    may: ['see', 'use', 'rebind', 'manage'],
    warnings: [],
    createdAt: daysAgo(120 - number * 7),
  }
}

/** Flow ids follow from names, so that every mention agrees. */
export function flowId(name: string): string {
  let hash = 0
  for (const letter of name) hash = (hash * 31 + letter.charCodeAt(0)) % 0xffffffff
  return `6f1b2c3d-0000-4000-8000-${hash.toString(16).padStart(12, '0')}`
}

export const connections: ConnectionView[] = [
  connection(1, DATAVERSE, 'Dataverse of Roohi', roohi, ['Audit contact changes']),
  connection(2, DATAVERSE, 'Dataverse of Soul', soul, ['Audit contact changes']),
  connection(3, DATAVERSE, 'Dataverse production', dataverseBot, ['Invoice intake', 'Weekly report']),
  connection(4, SHAREPOINT, 'Finance site', financeBot, ['Invoice intake', 'Weekly report']),
  connection(5, SHAREPOINT, 'Ana’s site', ana, ['Order received']),
  connection(6, MAIL, 'Soul’s mailbox', soul, ['Request purchase approval']),
  connection(7, MAIL, 'Finance mailbox', financeBot, ['Invoice intake']),
]

/** Its secret expires in ten days. */
export const expiring = Object.assign(connectionNumber(7), { expiresAt: daysAgo(-10) })

export function connectionNumber(number: number): ConnectionView {
  const found = connections[number - 1]
  if (!found) throw new Error(`there is no mock connection ${number}`)
  return found
}

export const references: ConnectionReferenceView[] = [
  {
    logicalName: 'contoso_dataverse_audit',
    displayName: 'Dataverse for the audit',
    connector: DATAVERSE,
    connection: connectionNumber(1),
    usedBy: connectionNumber(1).usedBy,
    duplicates: [],
  },
  {
    logicalName: 'contoso_dataverse_finance',
    displayName: 'Dataverse for finance',
    connector: DATAVERSE,
    connection: connectionNumber(3),
    usedBy: connectionNumber(3).usedBy,
    duplicates: [],
  },
  {
    logicalName: 'contoso_sharepoint_orders',
    displayName: 'Order documents',
    connector: SHAREPOINT,
    connection: connectionNumber(5),
    usedBy: connectionNumber(5).usedBy,
    duplicates: [],
  },
  {
    logicalName: 'contoso_mail_crm',
    displayName: 'Mail for the contact sync',
    connector: MAIL,
    usedBy: [{ flow: flowId('Nightly contact sync'), name: 'Nightly contact sync' }],
    duplicates: [],
  },
]

export const variables: VariableView[] = [
  {
    schemaName: 'contoso_SiteUrl',
    displayName: 'Finance site',
    type: 'string',
    value: 'https://contoso.example/sites/finance-dev',
    defaultValue: 'https://contoso.example/sites/finance',
    required: true,
    usedBy: [],
    isSet: true,
  },
  {
    schemaName: 'contoso_ApprovalLimit',
    displayName: 'Approval limit',
    type: 'number',
    required: true,
    usedBy: [],
    isSet: true,
    defaultValue: '500',
  },
  {
    schemaName: 'contoso_SendMails',
    displayName: 'Send mails',
    type: 'boolean',
    required: true,
    usedBy: [],
    isSet: true,
    value: 'no',
    defaultValue: 'yes',
  },
  {
    schemaName: 'contoso_Recipients',
    displayName: 'Recipients',
    type: 'json',
    required: true,
    usedBy: [],
    isSet: false,
  },
]

export const tables: TableView[] = [
  {
    logicalName: 'contoso_reminder',
    entitySet: 'contoso_reminders',
    displayName: 'Reminder',
    ownership: 'user',
    columns: 9,
  },
]

export const solutions: SolutionView[] = [
  {
    uniqueName: 'ContosoFinance',
    displayName: 'Contoso finance',
    version: '1.4.0.2',
    managed: false,
    publisher: 'Contoso',
    installedAt: daysAgo(12),
  },
  {
    uniqueName: 'ContosoContactAudit',
    displayName: 'Contact audit',
    version: '2.0.0.0',
    managed: true,
    publisher: 'Contoso',
    installedAt: daysAgo(3),
  },
]
