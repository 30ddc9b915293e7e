import type { ActionView, PrincipalChip, RunDetail, RunStatus, RunView, StartKind } from '@/api/types'
import { behalf, by, inside, type Plan, schedule } from './actions'
import { after, secondsAgo } from './clock'
import { flows } from './flows'
import { chip, david, financeBot, roohi, sam } from './people'

type MockRun = { detail: RunDetail; plans: Plan[] }

const AUTHENTICATION_FAILED = {
  code: 'AuthenticationFailed',
  message:
    'Authentication failed: the connection “Ana’s site” belongs to Ana Lima, who was disabled 6 days ago. An owner can swap the connection; the flow is fine.',
}

function invoicePlans(failing: boolean): Plan[] {
  const bad = [6, 14]
  return [
    {
      name: 'Get_file_content',
      type: 'OpenApiConnection',
      takes: 412,
      acting: by(4),
      inputs: { dataset: 'https://contoso.example/sites/finance-dev', id: 'Invoices/INV-2231.json' },
      outputs: {
        statusCode: 200,
        headers: { 'Content-Type': 'application/json' },
        body: { number: 'INV-2231', lines: 24 },
      },
    },
    {
      name: 'Parse_invoice',
      type: 'ParseJson',
      takes: 3,
      outputs: { body: { number: 'INV-2231', supplier: 'Northwind', total: 1840.5 } },
      tracked: { invoice: 'INV-2231', total: 1840.5, supplier: { name: 'Northwind', country: 'SE' } },
    },
    {
      name: 'Try',
      type: 'Scope',
      takes: 3240,
      status: failing ? 'Failed' : 'Succeeded',
      error: failing
        ? { code: 'ActionFailed', message: 'An action failed. No dependent actions succeeded.' }
        : undefined,
      inside: () => [
        {
          name: 'Create_invoice',
          type: 'OpenApiConnection',
          takes: 240,
          acting: by(3),
          inputs: {
            entityName: 'contoso_invoices',
            item: { contoso_number: 'INV-2231', contoso_total: 1840.5 },
          },
          outputs: {
            statusCode: 201,
            body: { contoso_invoiceid: '9f7c1c1e-2d0a-4a53-9a77-4b2d7c1f0b11', contoso_number: 'INV-2231' },
          },
        },
        {
          name: 'For_each_line',
          type: 'Foreach',
          takes: 3000,
          iterations: 24,
          failedIterations: failing ? bad : [],
          status: failing ? 'Failed' : 'Succeeded',
          error: failing
            ? { code: 'ActionFailed', message: 'An action failed. 2 of 24 iterations failed.' }
            : undefined,
          inside: (index) => linePlans(index, failing && bad.includes(index)),
        },
      ],
    },
    {
      name: 'Tell_the_buyer',
      type: 'OpenApiConnection',
      takes: 390,
      acting: by(7),
      status: failing ? 'Skipped' : 'Succeeded',
      attempts: failing ? 1 : 3,
      secured: ['inputs'],
      outputs: failing ? undefined : { statusCode: 202 },
    },
    {
      name: 'Move_file',
      type: 'OpenApiConnection',
      takes: 180,
      acting: by(4),
      status: failing ? 'Skipped' : 'Succeeded',
      inputs: { to: 'Invoices/Done' },
    },
  ]
}

function linePlans(index: number, failing: boolean): Plan[] {
  return [
    {
      name: 'Has_a_product',
      type: 'If',
      takes: 60,
      inputs: { expression: "@not(empty(item()?['product']))", expressionResult: true },
      status: failing ? 'Failed' : 'Succeeded',
      error: failing
        ? { code: 'ActionFailed', message: 'An action failed. No dependent actions succeeded.' }
        : undefined,
      inside: () => [
        {
          name: 'Create_invoice_line',
          type: 'OpenApiConnection',
          takes: 55,
          acting: by(3),
          inputs: {
            entityName: 'contoso_invoicelines',
            item: { contoso_line: index + 1, contoso_product: failing ? '' : `P-${100 + index}` },
          },
          outputs: failing ? { statusCode: 400 } : { statusCode: 201 },
          status: failing ? 'Failed' : 'Succeeded',
          error: failing
            ? {
                code: '0x80040265',
                message: `Line ${index + 1}: the column contoso_product is required and was empty.`,
              }
            : undefined,
        },
        { name: 'Note_missing_product', type: 'AppendToArrayVariable', takes: 1, status: 'Skipped' },
      ],
    },
  ]
}

function auditPlans(who: PrincipalChip): Plan[] {
  const audit = (name: string, connection: number): Plan => ({
    name,
    type: 'OpenApiConnection',
    takes: 96,
    acting: behalf(who, connection),
    inputs: { entityName: 'contoso_audits', item: { contoso_what: 'contact changed' } },
    outputs: { statusCode: 201, body: { contoso_auditid: 'd2b1…', createdby: who.displayName } },
  })
  return [audit('Add_audit_row', 1), audit('Add_second_audit_row', 2)]
}

function purchasePlans(waiting: boolean): Plan[] {
  return [
    {
      name: 'Record_the_request',
      type: 'OpenApiConnection',
      takes: 88,
      acting: by(2),
      outputs: { statusCode: 201 },
    },
    {
      name: 'Ask_the_approver',
      type: 'OpenApiConnectionWebhook',
      takes: 5400,
      acting: by(6),
      status: waiting ? 'Waiting' : 'Succeeded',
    },
    ...(waiting
      ? []
      : [{ name: 'Tell_the_requester', type: 'OpenApiConnection', takes: 140, acting: by(6) }]),
  ]
}

function orderPlans(): Plan[] {
  return [
    { name: 'Parse_order', type: 'ParseJson', takes: 2 },
    {
      name: 'Create_order_folder',
      type: 'OpenApiConnection',
      takes: 31,
      acting: by(5),
      status: 'Failed',
      error: AUTHENTICATION_FAILED,
      inputs: { dataset: 'https://contoso.example/sites/orders', path: '/Orders/4711' },
      outputs: { statusCode: 401, body: { error: { code: 'AuthenticationFailed' } } },
    },
    { name: 'Answer', type: 'Response', takes: 0, status: 'Skipped' },
  ]
}

function reportPlans(running: boolean): Plan[] {
  return [
    {
      name: 'List_invoices',
      type: 'OpenApiConnection',
      takes: 640,
      acting: by(3),
      outputs: { body: { value: [] } },
    },
    { name: 'Wait_for_closing', type: 'Wait', takes: 1_800_000, status: running ? 'Running' : 'Succeeded' },
    ...(running ? [] : [{ name: 'Create_file', type: 'OpenApiConnection', takes: 210, acting: by(4) }]),
  ]
}

let serial = 0

function run(
  name: string,
  seconds: number,
  status: RunStatus,
  plans: Plan[],
  more: Partial<RunDetail>,
): MockRun {
  const flow = flows.find((one) => one.name === name)
  if (!flow) throw new Error(`there is no mock flow ${name}`)
  serial += 1
  const id = `0197a${(0xfff - serial).toString(16)}-3c55-7e10-9d2f-${String(serial).padStart(4, '0')}c1b8e4a0`
  const final = status !== 'Running' && status !== 'Waiting'
  const startedAt = secondsAgo(seconds)
  const durationMs = final
    ? plans.reduce((sum, plan) => sum + (plan.status === 'Skipped' ? 0 : plan.takes), 4)
    : undefined
  const acting = new Map<string, PrincipalChip>()
  const collect = (list: readonly Plan[]) => {
    for (const plan of list) {
      if (plan.acting && plan.status !== 'Skipped')
        acting.set(plan.acting.principal.id, plan.acting.principal)
      if (plan.inside) collect(plan.inside(0))
    }
  }
  collect(plans)
  const failed = plans.find((plan) => plan.status === 'Failed')
  return {
    plans,
    detail: {
      id,
      flow: { id: flow.id, name },
      version: flow.publishedVersion,
      status,
      start: 'rowChanged',
      startedAt,
      endedAt: durationMs === undefined ? undefined : after(startedAt, durationMs),
      durationMs,
      code: failed?.error?.code,
      message: failed?.error?.message,
      actingIdentities: [...acting.values()],
      environment: 'dev',
      correlation: { clientTrackingId: id },
      trigger: {
        name: flow.trigger.name,
        outputs: {
          body: { contactid: 'c0ffee00-0001', fullname: 'Maria Silva', '@odata.etag': 'W/"1048577"' },
        },
      },
      facts: {},
      error: failed?.error,
      mayCancel: !final,
      mayResubmit: final,
      actions: plans.length,
      ...more,
    },
  }
}

const started = (start: StartKind, who?: PrincipalChip): Partial<RunDetail> => ({
  start,
  startedBy: who,
  facts: { invoker: who },
})

const changedBy = (who: PrincipalChip): Partial<RunDetail> => ({
  ...started('rowChanged', who),
  facts: { invoker: who, rowOwner: chip(david), triggerConnection: chip(roohi), runAs: 'triggeringUser' },
})

const RECENT: MockRun[] = [
  run('Weekly report', 12, 'Waiting', [], started('recurrence')),
  run('Weekly report', 20, 'Running', reportPlans(true), started('recurrence')),
  run('Request purchase approval', 95, 'Waiting', purchasePlans(true), started('button', chip(sam))),
  run('Audit contact changes', 140, 'Succeeded', auditPlans(chip(sam)), changedBy(chip(sam))),
  run('Invoice intake', 410, 'Failed', invoicePlans(true), started('rowChanged', chip(financeBot))),
  run('Order received', 900, 'Failed', orderPlans(), started('httpRequest')),
  run('Invoice intake', 1700, 'Succeeded', invoicePlans(false), started('rowChanged', chip(financeBot))),
]

const OLDER: MockRun[] = Array.from({ length: 70 }, (_, index) => {
  const seconds = 3600 + index * 2711
  if (index % 9 === 4) return run('Order received', seconds, 'Failed', orderPlans(), started('httpRequest'))
  if (index % 7 === 3)
    return run(
      'Request purchase approval',
      seconds,
      'Succeeded',
      purchasePlans(false),
      started('button', chip(sam)),
    )
  if (index % 5 === 2)
    return run(
      'Invoice intake',
      seconds,
      'Succeeded',
      invoicePlans(false),
      started('rowChanged', chip(financeBot)),
    )
  if (index === 8) return run('Audit contact changes', seconds, 'Cancelled', [], changedBy(chip(david)))
  return run(
    'Audit contact changes',
    seconds,
    'Succeeded',
    auditPlans(chip(index % 2 ? sam : david)),
    changedBy(chip(index % 2 ? sam : david)),
  )
})

export const runs: MockRun[] = [...RECENT, ...OLDER]

for (const flow of flows) {
  const last = runs.find(({ detail }) => detail.flow.id === flow.id)?.detail
  if (last) flow.lastRun = { id: last.id, status: last.status, startedAt: last.startedAt }
}

export function runView(detail: RunDetail): RunView {
  const { environment, trigger, facts, response, error, mayCancel, mayResubmit, actions, ...view } = detail
  return view
}

export function actionsOf(
  run: MockRun,
  parent: string | undefined,
  iteration: readonly number[],
): ActionView[] {
  if (parent === undefined) return schedule(run.plans, run.detail.startedAt, { path: [] })
  return inside(run.plans, run.detail.startedAt, parent, iteration) ?? []
}

/** A new run, as a button or a resubmit starts it. */
export function startRun(flow: string, more: Partial<RunDetail>): RunDetail | undefined {
  const name = flows.find(({ id }) => id === flow)?.name
  if (!name) return undefined
  const before = runs.find(({ detail }) => detail.flow.id === flow)
  const added = run(name, 0, 'Succeeded', before?.plans ?? [], {
    startedAt: new Date().toISOString(),
    ...more,
  })
  runs.unshift(added)
  return added.detail
}
