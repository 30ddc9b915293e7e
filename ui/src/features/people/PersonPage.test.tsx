import { sam, soul } from '@mocks/data/people'
import { session } from '@mocks/handlers/session'
import { renderApp } from '@mocks/renderApp'
import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'

// Pages are loaded when they are first opened, which takes a moment on a busy machine.
const SLOW = { timeout: 15_000 }

afterEach(() => {
  session.principal = soul.id
})

test('each number leads to its rows, and the address says which', async () => {
  const user = userEvent.setup()
  const router = renderApp(`/people/${soul.id}`)
  const section = await screen.findByRole('region', { name: `What hangs on ${soul.displayName}` }, SLOW)
  expect(
    await within(section).findByText(
      /owns 12 rows of tables, and 340 runs of the last 30 days acted as them\./,
    ),
  ).toBeVisible()
  await user.click(within(section).getByRole('button', { name: '1 Connections' }))
  expect(router.state.location.search).toEqual({ show: 'connections' })
  const table = within(section).getByRole('table', { name: 'Connections' })
  expect(within(table).getByRole('link', { name: 'Soul’s mailbox' })).toHaveAttribute(
    'href',
    expect.stringMatching(/^\/e\/dev\/connections\//),
  )
  await user.click(within(section).getByRole('button', { name: '0 Flows co-owned' }))
  expect(within(section).getByText('None.')).toBeVisible()
  expect(within(section).queryByRole('table')).toBeNull()
  for (const [label, row] of [
    ['Flows owned', /Request purchase approval/],
    ['Other shares with them', /Audit contact changes.*Viewer/],
    ['Service accounts sponsored', /Finance bot/],
    ['Hand-over plans', /Draft plan/],
  ] as const) {
    await user.click(within(section).getByRole('button', { name: `1 ${label}` }))
    expect(
      within(within(section).getByRole('table', { name: label })).getByRole('row', { name: row }),
    ).toBeVisible()
  }
}, 40_000)

test('from a person it is one step to the simulation and to the hand-over', async () => {
  renderApp(`/people/${soul.id}`)
  expect(await screen.findByRole('link', { name: 'Simulate leaving' }, SLOW)).toHaveAttribute(
    'href',
    `/continuity/simulation?who=${soul.id}`,
  )
  expect(screen.getByRole('link', { name: 'Hand over' })).toHaveAttribute(
    'href',
    `/handovers?leaver=${soul.name}`,
  )
}, 40_000)

test('whoever only runs flows sees what may be seen of others', async () => {
  session.principal = sam.id
  renderApp(`/people/${soul.id}`)
  expect(
    await screen.findByRole('region', { name: 'Connections that act as this principal' }, SLOW),
  ).toBeVisible()
  expect(screen.queryByRole('region', { name: /^What hangs on/ })).toBeNull()
  expect(screen.queryByRole('link', { name: 'Simulate leaving' })).toBeNull()
}, 40_000)
