import { connectionNumber, DATAVERSE } from '@mocks/data/environments'
import { expect, test } from 'vitest'
import type { ReferenceUse } from '@/api/types'
import { swapEffects } from './swapEffects'

const FLOW = { name: 'Audit' }
const reference = (mode: ReferenceUse['mode']): ReferenceUse => ({
  key: 'k',
  connector: DATAVERSE,
  mode,
  connection: connectionNumber(1),
  ofFlow: false,
  actions: ['Add_row', 'Update_row'],
})

test("swapping an action's own connection says who acts instead of whom", () => {
  expect(swapEffects(FLOW, reference('own'), connectionNumber(3))).toContain(
    'They will act as Dataverse bot instead of Roohi Mehta.',
  )
  expect(swapEffects(FLOW, { ...reference('own'), connection: undefined }, connectionNumber(3))).toContain(
    'They will act as Dataverse bot instead of nobody.',
  )
})

test('swapping beneath the invoker changes who calls, not who acts', () => {
  expect(swapEffects(FLOW, reference('impersonate'), connectionNumber(2))).toContain(
    'They go on acting as the invoker; the call is made on behalf by Soul Tanaka instead of Roohi Mehta.',
  )
})

test('before a choice, the affected actions are named', () => {
  expect(swapEffects(FLOW, reference('own'), undefined)).toEqual([
    'Affects 2 actions of Audit (Add row and Update row). Choose a connection to see whose identity they will use.',
  ])
})

test('a connection of the flow alone can be given up for that of the reference', () => {
  const ofFlow = { ...reference('own'), ofFlow: true, logicalName: 'contoso_dataverse' }
  expect(swapEffects(FLOW, ofFlow, null)[1]).toBe(
    'They will act as the owner of the connection that contoso_dataverse is bound to here, instead of Roohi Mehta.',
  )
})
