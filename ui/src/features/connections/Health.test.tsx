import { connectionNumber } from '@mocks/data/environments'
import { renderApp } from '@mocks/renderApp'
import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'

// Pages are loaded when they are first opened, which takes a moment on a busy machine.
const SLOW = { timeout: 15_000 }
const mailbox = connectionNumber(6)

afterEach(() => {
  mailbox.may = ['see', 'use', 'rebind', 'manage']
})

test('a test is told with what it means and what the target said', async () => {
  const user = userEvent.setup()
  renderApp(`/e/dev/connections/${mailbox.id}`)
  const health = await screen.findByRole('region', { name: 'Health' }, SLOW)
  expect(await within(health).findByText('Nobody has tried it yet.')).toBeVisible()
  await user.click(within(health).getByRole('button', { name: 'Test now' }))
  const row = await within(health).findByRole('row', { name: /Refused.*120 ms.*Give it new ones\..*Soul/ })
  expect(within(row).getByText('401 Unauthorized')).not.toBeVisible()
  await user.click(within(row).getByText('What the target said'))
  expect(within(row).getByText('401 Unauthorized')).toBeVisible()
}, 40_000)

test('whoever may not use a connection cannot test it', async () => {
  mailbox.may = ['see']
  renderApp(`/e/dev/connections/${mailbox.id}`)
  const test = await screen.findByRole('button', { name: 'Test now' }, SLOW)
  expect(test).toHaveAttribute('aria-disabled', 'true')
}, 40_000)
