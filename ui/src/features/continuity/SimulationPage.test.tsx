import { expiring } from '@mocks/data/environments'
import { soul } from '@mocks/data/people'
import { renderApp } from '@mocks/renderApp'
import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'

// Pages are loaded when they are first opened, which takes a moment on a busy machine.
const SLOW = { timeout: 15_000 }

test('choosing somebody and an event says what would fail, and each number leads to its rows', async () => {
  const user = userEvent.setup()
  const router = renderApp('/continuity/simulation')
  const simulate = await screen.findByRole('button', { name: 'Simulate' }, SLOW)
  expect(simulate).toHaveAttribute('aria-disabled', 'true')
  await user.selectOptions(screen.getByLabelText('Who'), `${soul.displayName} (${soul.name})`)
  await user.selectOptions(screen.getByLabelText('What happens'), 'their accounts end')
  await user.click(simulate)
  expect(await screen.findByText('2 actions of 2 flows would fail.')).toBeVisible()
  expect(router.state.location.search).toEqual({ who: soul.id, event: 'expired' })
  const table = screen.getByRole('table', { name: 'Failures' })
  expect(within(table).getByRole('link', { name: 'Ask the approver' })).toHaveAttribute(
    'href',
    expect.stringMatching(/^\/e\/dev\/flows\/.*\?tab=flow&at=Ask_the_approver$/),
  )
  await user.click(screen.getByRole('button', { name: /depend on who/ }))
  expect(within(table).queryByRole('link', { name: 'Ask the approver' })).toBeNull()
  expect(within(table).getByRole('row', { name: /Add audit row.*UserNotEnabled/ })).toBeVisible()
  expect(router.state.location.search).toMatchObject({ show: 'depends' })
  await user.click(screen.getByRole('button', { name: /without an active owner/ }))
  expect(screen.getByRole('region', { name: 'Flows without an active owner' })).toHaveTextContent(
    'Request purchase approval',
  )
}, 40_000)

test('nothing breaks if nobody depends on them', async () => {
  renderApp('/continuity/simulation?who=somebody-else')
  expect(await screen.findByText('Nothing breaks.', {}, SLOW)).toBeVisible()
  expect(screen.getByRole('list', { name: 'Chosen' })).toHaveTextContent('somebody unknown')
}, 40_000)

test('a secret that expires is simulated on the day on which it does', async () => {
  const user = userEvent.setup()
  const router = renderApp('/continuity/simulation')
  await screen.findByRole('button', { name: 'Simulate' }, SLOW)
  await user.selectOptions(screen.getByLabelText('To what'), 'A secret that expires')
  const option = await screen.findByRole('option', { name: /^Finance mailbox .*expires/ })
  await user.selectOptions(screen.getByLabelText('Which'), option)
  expect(screen.getByLabelText('What happens')).toHaveDisplayValue('their secrets expire')
  expect(screen.queryByRole('option', { name: 'they are disabled' })).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Simulate' }))
  expect(await screen.findByText('1 action of 1 flow would fail.')).toBeVisible()
  expect(router.state.location.search).toEqual({
    connections: `dev/${expiring.id}`,
    event: 'expired',
    on: expiring.expiresAt?.slice(0, 10),
  })
  expect(screen.getByRole('list', { name: 'Chosen' })).toHaveTextContent(expiring.displayName)
}, 40_000)

test('what was shared as a link is shown as it was', async () => {
  renderApp(`/continuity/simulation?who=${soul.id}&show=orphans`)
  expect(await screen.findByRole('region', { name: 'Flows without an active owner' }, SLOW)).toBeVisible()
  expect(screen.getByRole('button', { name: /without an active owner/ })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
}, 40_000)
