import { renderApp } from '@mocks/renderApp'
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'

test('a page without a line of its own is told by the one that it belongs to', async () => {
  renderApp('/e/dev/import')
  await screen.findByRole('heading', { name: /^Import a solution/ }, { timeout: 15_000 })
  const pages = within(screen.getByRole('navigation', { name: 'Pages' }))
  expect(pages.getAllByRole('link', { current: 'page' }).map(({ title }) => title)).toEqual(['Solutions'])
}, 40_000)
