import { environments } from '@mocks/data/environments'
import { flows } from '@mocks/data/flows'
import { dataverseBot, roohi, soul } from '@mocks/data/people'
import { describe, expect, test } from 'vitest'
import type { EnvironmentRole, EnvironmentView, FlowDetail, Tier } from '@/api/types'
import { environmentCan, flowCan, principalCan } from './can'

const FLOW = flows[0] as FlowDetail
const DEV = environments[0] as EnvironmentView
const as = (role: EnvironmentRole | undefined): EnvironmentView => ({ ...DEV, role })
const tier = (tier: Tier | undefined): FlowDetail => ({ ...FLOW, tier })

describe('editing a flow', () => {
  test.each([
    ['primaryOwner', 'user', true],
    ['coOwner', 'user', true],
    ['viewer', 'maker', false],
    ['runOnlyUser', 'user', false],
    [undefined, 'admin', true],
    [undefined, undefined, false],
  ] as const)('as %s with the role %s: %s', (held, role, allowed) => {
    expect(flowCan.edit(tier(held), as(role)).reason === undefined).toBe(allowed)
  })
})

test('a flow that needs something says what before it can be turned on', () => {
  expect(flowCan.enable(tier('coOwner'), as('maker'), ['Bind x.']).reason).toContain('Bind x.')
  expect(flowCan.enable(tier('coOwner'), as('maker'), []).reason).toBeUndefined()
})

test('running by hand needs a trigger for it, a tier that may, and a flow that is on', () => {
  expect(flowCan.run(tier('runOnlyUser'), true).reason).toBeUndefined()
  expect(flowCan.run(tier('viewer'), true).reason).toContain('Viewers')
  expect(flowCan.run(tier('coOwner'), false).reason).toContain('trigger')
  expect(flowCan.run({ ...tier('coOwner'), state: 'off' }, true).reason).toContain('off')
})

test('users of an environment bind nothing there', () => {
  expect(environmentCan.bind(as('user')).reason).toBeDefined()
  expect(environmentCan.bind(as('maker')).reason).toBeUndefined()
})

test('tenant admins disable others, never themselves', () => {
  const me = { principal: soul, environments: [] }
  expect(principalCan.disable(me, roohi).reason).toBeUndefined()
  expect(principalCan.disable(me, soul).reason).toContain('yourself')
  expect(principalCan.disable({ principal: roohi, environments: [] }, dataverseBot).reason).toContain(
    'tenant admins',
  )
})
