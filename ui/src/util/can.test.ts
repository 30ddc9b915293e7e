import { environments } from '@mocks/data/environments'
import { flows } from '@mocks/data/flows'
import { dataverseBot, roohi, soul } from '@mocks/data/people'
import { asked } from '@mocks/data/pipelines'
import { expect, test } from 'vitest'
import type { BreakGlass, EnvironmentRole, EnvironmentView, FlowAction, FlowDetail } from '@/api/types'
import { auditCan, continuityCan, environmentCan, flowCan, principalCan } from './can'

const FLOW = flows[0] as FlowDetail
const DEV = environments[0] as EnvironmentView
const as = (role: EnvironmentRole): EnvironmentView => ({ ...DEV, role })
const may = (...actions: FlowAction[]): FlowDetail => ({ ...FLOW, may: actions })

test('what may be done with a flow is what the server says', () => {
  expect(flowCan.rebind(may('rebind'), DEV).reason).toBeUndefined()
  expect(flowCan.rebind(may('run'), DEV).reason).toContain('owners')
  expect(flowCan.disable(may('enable')).reason).toBeUndefined()
  expect(flowCan.disable(may('see')).reason).toContain('owners')
})

test('a flow that needs something says what before it can be turned on', () => {
  expect(flowCan.enable(may('enable'), ['Bind x.']).reason).toContain('Bind x.')
  expect(flowCan.enable(may('enable'), []).reason).toBeUndefined()
  expect(flowCan.enable(may('see'), []).reason).toContain('owners')
})

test('running by hand needs a trigger for it, leave to, and a flow that is on', () => {
  expect(flowCan.run(may('run'), true).reason).toBeUndefined()
  expect(flowCan.run(may('see'), true).reason).toContain('run-only')
  expect(flowCan.run(may('run'), false).reason).toContain('trigger')
  expect(flowCan.run({ ...may('run'), state: 'off' }, true).reason).toContain('off')
})

test('users of an environment bind nothing there', () => {
  expect(environmentCan.bind(as('user')).reason).toBeDefined()
  expect(environmentCan.bind(as('maker')).reason).toBeUndefined()
})

test('what solutions bring is changed by hand in a protected environment only under break-glass', () => {
  const prod = environments[2] as EnvironmentView
  const under = (breakGlass: BreakGlass): EnvironmentView => ({
    ...prod,
    protection: { ...prod.protection, breakGlass },
  })
  for (const can of [
    (where: EnvironmentView) => flowCan.rebind(may('rebind'), where),
    environmentCan.bindReference,
    environmentCan.author,
  ]) {
    expect(can(DEV).reason).toBeUndefined()
    expect(can(prod).reason).toContain('Contoso Prod is protected')
    expect(can(under(asked)).reason).toContain('Contoso Prod is protected')
    expect(can(under({ ...asked, state: 'open' })).reason).toBeUndefined()
  }
  expect(environmentCan.bind(prod).reason).toBeUndefined()
})

test('tenant admins disable others, never themselves', () => {
  const me = { principal: soul, environments: [] }
  expect(principalCan.disable(me, roohi).reason).toBeUndefined()
  expect(principalCan.disable(me, soul).reason).toContain('yourself')
  expect(principalCan.disable({ principal: roohi, environments: [] }, dataverseBot).reason).toContain(
    'tenant admins',
  )
  expect(principalCan.administer(me).reason).toBeUndefined()
  expect(principalCan.administer({ principal: roohi, environments: [] }).reason).toContain('tenant admins')
})

test('whoever sees inside flows simulates, and auditors of the installation read its audit log', () => {
  const runOnly = { principal: roohi, environments: [as('user')] }
  expect(continuityCan.simulate(runOnly).reason).toContain('Only makers')
  expect(continuityCan.simulate({ ...runOnly, environments: [as('maker')] }).reason).toBeUndefined()
  expect(auditCan.read(runOnly).reason).toContain('auditors')
  const auditor = { ...runOnly, principal: { ...roohi, tenantRole: 'auditor' as const } }
  expect(auditCan.read(auditor).reason).toBeUndefined()
  expect(continuityCan.simulate(auditor).reason).toBeUndefined()
})
