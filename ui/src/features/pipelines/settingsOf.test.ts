import { openPlan, settledPlan } from '@mocks/data/plans'
import { expect, test } from 'vitest'
import { chosenConnection, chosenValue, NO_SETTINGS } from '@/util/deploymentSettings'
import { settingsOf } from './settingsOf'

test('only what came from settings is settings', () => {
  expect(settingsOf(openPlan)).toEqual(NO_SETTINGS)
})

test('what was chosen is chosen again', () => {
  const settings = settingsOf(settledPlan)
  expect(chosenConnection(settings, 'contoso_mail_dunning')).toBe(settledPlan.references[1]?.connection?.id)
  expect(chosenValue(settings, 'contoso_DunningDays')).toBe('14')
})
