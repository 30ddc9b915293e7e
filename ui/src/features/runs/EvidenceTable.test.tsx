import { runs } from '@mocks/data/runs'
import { renderApp } from '@mocks/renderApp'
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'

const SLOW = { timeout: 15_000 }

async function evidence(status: string, at: string) {
  const run = runs.find(({ detail }) => detail.status === status && detail.flow.name === 'Invoice intake')
  renderApp(`/e/dev/runs/${run?.detail.id}?tab=identity&at=${encodeURIComponent(at)}`)
  return screen.findByRole('table', { name: 'Evidence for each attempt' }, SLOW)
}

test('the identity tab says whom the target saw, and whether that is whom the action acted as', async () => {
  const table = await evidence('Succeeded', 'Try/Create_invoice')
  expect(within(table).getByRole('cell', { name: 'Yes' })).toBeVisible()
  expect(within(table).getByText('modified by', { exact: false })).toBeVisible()
}, 40_000)

test('a target that does not tell is neither a match nor none', async () => {
  const table = await evidence('Succeeded', 'Tell_the_buyer')
  expect(within(table).getAllByText('It does not tell')).toHaveLength(3)
  expect(within(table).queryByRole('cell', { name: /^(Yes|No)$/ })).toBeNull()
}, 40_000)
