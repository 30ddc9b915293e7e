import { connectionNumber, environments } from '@mocks/data/environments'
import { expect, test } from 'vitest'
import type { EnvironmentView } from '@/api/types'
import { disableEffects } from './disableEffects'

const [dev, test_] = environments as [EnvironmentView, EnvironmentView]
const BOT = { displayName: 'Finance bot' }

test('disabling counts connections and flows, per environment, once each', () => {
  const lines = disableEffects(BOT, 'disable', {
    kind: 'known',
    holdings: [{ environment: dev, connections: [connectionNumber(4), connectionNumber(7)] }],
    unseen: [test_],
  })
  expect(lines).toEqual([
    'Affects 2 connections and 2 flows. The connections become invalid at once, and actions that use them fail at their next run.',
    'Contoso Dev: 2 connections, used by Invoice intake and Weekly report.',
    'Not counted, because you may not look there: Contoso Test.',
    'Finance bot is signed out and can do nothing any more. Nothing is deleted; enabling undoes it.',
  ])
})

test('somebody without connections affects nothing', () => {
  const [first] = disableEffects(BOT, 'enable', { kind: 'known', holdings: [], unseen: [] })
  expect(first).toBe('Affects 0 connections and 0 flows.')
})
