import { expect, test } from 'vitest'
import { holdsIn } from '@/api/dataPolicies'
import { connectorsIn, moved, policyEffects, policyForm, policyProblem, policyRequest } from './policyForm'

const POLICY = {
  name: 'tenant',
  displayName: 'Tenant',
  scope: { all: true, except: ['dev'] },
  business: ['shared_office365'],
  nonBusiness: [],
  blocked: ['shared_ftp'],
  newConnectors: 'nonBusiness' as const,
}

test('what is not changed is sent as it came', () => {
  expect(policyRequest(policyForm(POLICY))).toEqual({ ...POLICY, dryRun: false })
  const only = { ...POLICY, scope: { environments: ['prod'] } }
  expect(policyRequest(policyForm(only))).toEqual({ ...only, dryRun: false })
})

test('a policy holds everywhere but in some environments, or in those alone', () => {
  const only = { scope: { environments: ['prod'] } }
  const everywhere = { scope: { all: true } }
  expect([holdsIn(POLICY, 'dev'), holdsIn(only, 'dev'), holdsIn(everywhere, 'dev')]).toEqual([
    false,
    false,
    true,
  ])
  expect([holdsIn(POLICY, 'prod'), holdsIn(only, 'prod')]).toEqual([true, true])
})

test('a connector stands in one group, and in that of the others where it is not named', () => {
  const known = ['shared_teams', 'shared_ftp']
  const form = policyForm(POLICY)
  expect(connectorsIn(form, known, 'nonBusiness')).toEqual(['shared_teams'])
  expect(connectorsIn(form, known, 'blocked')).toEqual(['shared_ftp'])
  const business = moved(form, 'shared_ftp', 'business')
  expect(connectorsIn(business, known, 'business')).toEqual(['shared_ftp', 'shared_office365'])
  expect(policyRequest(business).blocked).toEqual([])
  expect(connectorsIn(moved(form, 'shared_ftp', undefined), known, 'nonBusiness')).toEqual([
    'shared_ftp',
    'shared_teams',
  ])
})

test.each([
  [{ name: 'With space' }, /letters a to z/],
  [{ displayName: ' ' }, /what it is called/],
  [{ scope: 'only' as const, environments: [] }, /Choose the environments/],
  [{}, undefined],
])('a form with %o', (changed, problem) => {
  const found = policyProblem({ ...policyForm(POLICY), ...changed })
  if (problem) expect(found).toMatch(problem)
  else expect(found).toBeUndefined()
})

test('what a change does to flows is told', () => {
  const flow = (name: string) => ({ environment: 'dev', id: name, name, reasons: [] })
  expect(policyEffects({ suspended: [], resumed: [] })).toEqual(['No flow that is there goes off or on.'])
  expect(policyEffects({ suspended: [flow('A'), flow('B')], resumed: [flow('C')] })).toEqual([
    'Turns off 2 flows: A (dev) and B (dev).',
    'Turns on again 1 flow: C (dev).',
  ])
})
