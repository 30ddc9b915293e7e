import { flowsAtRisk } from '@mocks/data/continuity'
import { roohi, soul } from '@mocks/data/people'
import { renderApp } from '@mocks/renderApp'
import { server } from '@mocks/server'
import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { expect, test } from 'vitest'

// Pages are loaded when they are first opened, which takes a moment on a busy machine.
const SLOW = { timeout: 15_000 }
const [purchase, audit] = flowsAtRisk.map(({ flow }) => flow.displayName)

async function atRisk() {
  return screen.findByRole('table', { name: 'Flows at risk' }, SLOW)
}

test('the dashboard tells the score, its trend, and what is at risk page by page', async () => {
  const user = userEvent.setup()
  renderApp('/continuity')
  const table = await atRisk()
  expect(await screen.findByRole('img', { name: /^Score\. Since .*: from 78 to 83\.$/ })).toBeVisible()
  expect(screen.getByText('2 of 12 flows are at risk.')).toBeVisible()
  expect(within(table).getByRole('row', { name: /Soul Tanaka is its only owner\./ })).toBeVisible()
  expect(within(table).queryByRole('link', { name: audit })).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Load more' }))
  expect(await within(table).findByRole('link', { name: audit })).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Load more' })).toBeNull()
}, 40_000)

test('a tile leaves its flows, and the address says so', async () => {
  const user = userEvent.setup()
  const router = renderApp('/continuity')
  await atRisk()
  const tile = await screen.findByRole('button', { name: /on a personal connection/ })
  await user.click(tile)
  expect(router.state.location.search).toEqual({ reason: 'personalConnection' })
  const table = await atRisk()
  expect(await within(table).findByRole('link', { name: audit })).toBeVisible()
  expect(within(table).queryByRole('link', { name: purchase })).toBeNull()
  expect(within(table).getByRole('button', { name: `Replace the connection: ${audit}` })).toBeVisible()
  await user.click(screen.getByRole('button', { name: /on a personal connection/ }))
  expect(router.state.location.search).toEqual({})
}, 40_000)

test('from a person it is one step to the simulation and to the hand-over', async () => {
  renderApp(`/continuity?principal=${soul.id}`)
  const table = await atRisk()
  expect(screen.getByLabelText('Depends on')).toHaveDisplayValue(soul.displayName)
  expect(
    within(table).getByRole('link', { name: `Simulate that ${soul.displayName} leaves` }),
  ).toHaveAttribute('href', `/continuity/simulation?who=${soul.id}`)
  expect(within(table).getByRole('link', { name: `Hand over what ${soul.displayName} has` })).toHaveAttribute(
    'href',
    `/handovers?leaver=${soul.name}`,
  )
}, 40_000)

test('whoever is proposed becomes a co-owner once that is confirmed', async () => {
  const grants: unknown[] = []
  server.use(
    http.put('*/flows/:flow/grants/:principal', async ({ params, request }) => {
      grants.push([params.principal, await request.json()])
      return HttpResponse.json({})
    }),
  )
  const user = userEvent.setup()
  renderApp('/continuity')
  const table = await atRisk()
  await user.click(within(table).getByRole('button', { name: `Add ${roohi.displayName}: ${purchase}` }))
  const dialog = await screen.findByRole('dialog', { hidden: true })
  await within(dialog).findByText(`Affects 1 flow. ${roohi.displayName} can change it`, { exact: false })
  expect(grants).toEqual([])
  await user.click(within(dialog).getByRole('button', { name: 'Make a co-owner', hidden: true }))
  await expect.poll(() => grants).toEqual([[roohi.id, { tier: 'coOwner' }]])
}, 40_000)

test('without flows there is no score', async () => {
  const none = { score: 100, flows: 0, atRisk: 0, history: [], tiles: [] }
  server.use(
    http.get('*/api/v1/continuity', () => HttpResponse.json(none)),
    http.get('*/api/v1/continuity/flows', () => HttpResponse.json({ value: [] })),
  )
  renderApp('/continuity')
  expect(await screen.findByText('No flow here is on that you may see inside.', {}, SLOW)).toBeVisible()
  expect(screen.queryByText('of 100')).toBeNull()
  expect(await screen.findByText('No flow is at risk.')).toBeVisible()
}, 40_000)
