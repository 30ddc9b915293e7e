import { flowId } from '@mocks/data/environments'
import { renderApp } from '@mocks/renderApp'
import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'

const SLOW = { timeout: 15_000 }

test('a version tells what it does differently from the one before, and from any other', async () => {
  const user = userEvent.setup()
  renderApp(`/e/dev/flows/${flowId('Invoice intake')}?tab=versions`)
  const buttons = await screen.findAllByRole('button', { name: /^What changed in version/ }, SLOW)
  const newest = Number(/\d+$/.exec(buttons[0]?.getAttribute('aria-label') ?? '')?.[0])
  expect(buttons).toHaveLength(newest - 1)
  await user.click(screen.getByRole('button', { name: `What changed in version ${newest}` }))
  const before = await screen.findByRole('region', {
    name: `Version ${newest} against version ${newest - 1}`,
  })
  expect(await within(before).findByText(new RegExp(`new since version ${newest - 1}`))).toBeVisible()
  await user.selectOptions(within(before).getByRole('combobox', { name: 'Compare with' }), 'Version 1')
  const first = await screen.findByRole('region', { name: `Version ${newest} against version 1` })
  expect(await within(first).findByText(/new since version 1\./)).toBeVisible()
})
