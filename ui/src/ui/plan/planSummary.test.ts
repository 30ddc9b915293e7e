import { openPlan, settledPlan } from '@mocks/data/plans'
import { expect, test } from 'vitest'
import {
  componentKind,
  diffLines,
  identityChanges,
  identitySentences,
  planLines,
  planTitle,
} from './planSummary'

test('a plan with something open says what', () => {
  expect(planTitle(openPlan)).toBe('Upgrades Contoso finance from 1.4.0.2 to 1.5.0.0')
  expect(planLines(openPlan)).toEqual([
    '4 components added, 1 changed, 0 removed.',
    'Not bound: contoso_mail_dunning.',
    'Without a value: contoso_DunningDays.',
    'Off until what they need is there: Dunning letters.',
  ])
})

test('a settled plan says what is turned on', () => {
  expect(planLines(settledPlan)).toEqual([
    '4 components added, 1 changed, 0 removed.',
    'Turned on: Dunning letters.',
  ])
})

test.each([
  [{ from: undefined }, 'Installs Contoso finance 1.5.0.0'],
  [{ to: undefined }, 'Removes Contoso finance 1.4.0.2'],
  [{ rollback: true, to: '1.3.0.0' }, 'Rolls Contoso finance back from 1.4.0.2 to 1.3.0.0'],
  [{ mode: 'stage' as const }, 'Stages Contoso finance from 1.4.0.2 to 1.5.0.0'],
  [{ from: '1.5.0.0' }, 'Brings Contoso finance 1.5.0.0 in again'],
  [{ changesNothing: true }, 'Nothing changes: Contoso finance 1.5.0.0 is here as it is in the package'],
])('the title of a plan with %o', (changed, title) => {
  expect(planTitle({ ...openPlan, ...changed })).toBe(title)
})

test.each([
  [{}, 'Upgraded Contoso finance from 1.4.0.2 to 1.5.0.0'],
  [{ from: undefined }, 'Installed Contoso finance 1.5.0.0'],
  [{ to: undefined }, 'Removed Contoso finance 1.4.0.2'],
  [{ rollback: true, to: '1.3.0.0' }, 'Rolled Contoso finance back from 1.4.0.2 to 1.3.0.0'],
])('what an applied plan with %o did', (changed, title) => {
  expect(planTitle({ ...openPlan, ...changed }, true)).toBe(title)
})

test('who acts instead of whom comes from the package and from bindings', () => {
  expect(identityChanges(openPlan).changes.map(({ code }) => code)).toEqual(['RunAsChanged'])
  expect(identityChanges(openPlan).rebound).toEqual([])
  const settled = identityChanges(settledPlan)
  expect(identitySentences(settled)[0]).toBe(
    'Dataverse for finance: Soul Tanaka acts instead of Dataverse bot.',
  )
  expect(identitySentences(settled, 1)[1]).toBe('And 1 more, under Identity changes.')
})

test('the lines of a diff are told apart, an empty last one is none', () => {
  expect(diffLines('--- a\n+++ b\n@@ -1 +1 @@\n x\n-y\n+z\n').map(({ kind }) => kind)).toEqual([
    'file',
    'file',
    'place',
    'same',
    'removed',
    'added',
  ])
})

test('a kind that this page does not know is still a word', () => {
  expect(componentKind('reference')).toBe('Connection reference')
  expect(componentKind('canvasapp')).toBe('Canvasapp')
})
