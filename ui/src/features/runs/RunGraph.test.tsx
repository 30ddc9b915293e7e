import { runs } from '@mocks/data/runs'
import { renderApp } from '@mocks/renderApp'
import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { rowsByNode } from './RunGraph'
import type { Row } from './tree'

// Pages are loaded when they are first opened, which takes a moment on a busy machine.
const SLOW = { timeout: 15_000 }

afterEach(() => window.localStorage.clear())

test('the graph of a run shows what became of each action, in the iteration that is chosen', async () => {
  const failed = runs.find(
    ({ detail }) => detail.status === 'Failed' && detail.flow.name === 'Invoice intake',
  )
  const user = userEvent.setup()
  const router = renderApp(`/e/dev/runs/${failed?.detail.id}`)
  await user.click(await screen.findByRole('button', { name: 'Graph' }, SLOW))
  const graph = await screen.findByRole('region', { name: 'The run of Invoice intake' }, SLOW)
  const line = await within(graph).findByRole('button', { name: /^Create invoice line.*Failed/ }, SLOW)
  expect(line).toHaveAttribute('aria-current', 'true')
  expect(
    within(line).getByRole('img', { name: 'acts as Dataverse bot, service account, active' }),
  ).toBeVisible()
  const pager = within(graph).getByRole('group', { name: 'Iterations of For each line' })
  within(pager).getByRole('button', { name: 'Next failed iteration' }).focus()
  await user.keyboard('{Enter}')
  expect(await within(graph).findByDisplayValue('15')).toBeVisible()
  expect(router.state.location.search).toMatchObject({
    at: 'Try/For_each_line[14]/Has_a_product/Create_invoice_line',
  })
  within(graph)
    .getByRole('button', { name: /^Move file.*Skipped/ })
    .focus()
  await user.keyboard('{ArrowUp}')
  expect(await screen.findByRole('region', { name: 'Tell the buyer' })).toBeVisible()
}, 40_000)

test('rows are found by where they stand in the definition, whatever the iteration', () => {
  const row = (place: string) => ({ kind: 'action', place, level: 1 }) as Row
  const pager = { kind: 'pager', place: 'L', level: 2 } as Row
  const found = rowsByNode([row('L'), pager, row('L[3]/If/A'), { kind: 'loading', place: 'S', level: 1 }])
  expect([...found.keys()]).toEqual(['L', 'L/If/A'])
  expect(found.get('L')).toEqual({ action: row('L'), pager })
})
