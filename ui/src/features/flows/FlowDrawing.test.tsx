import { flowId } from '@mocks/data/environments'
import { renderApp } from '@mocks/renderApp'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'

// Pages are loaded when they are first opened, which takes a moment on a busy machine.
const SLOW = { timeout: 15_000 }

afterEach(() => window.localStorage.clear())

test('the canvas is walked by keyboard, and says whose identity an action uses and why', async () => {
  const user = userEvent.setup()
  const router = renderApp(`/e/dev/flows/${flowId('Invoice intake')}?tab=flow`)
  const canvas = await screen.findByRole('region', { name: 'The flow Invoice intake' }, SLOW)
  const trigger = await within(canvas).findByRole('button', { name: /^When a file is created/ }, SLOW)
  trigger.focus()
  await user.keyboard('{ArrowDown}')
  const panel = await screen.findByRole('region', { name: 'Get file content' })
  expect(within(canvas).getByRole('button', { name: /^Get file content.*acts as/ })).toHaveFocus()
  expect(router.state.location.search).toMatchObject({ tab: 'flow', at: 'Get_file_content' })
  expect(panel).toHaveTextContent('the action uses its own connection')
  await user.click(within(panel).getByText('Why this identity?'))
  expect(within(panel).getByRole('listitem', { current: true })).toHaveTextContent(
    'The action uses its own connection: acts as the principal of that connection.',
  )
}, 40_000)

test('folding a container hides what is inside, and the bar leads back to all identities', async () => {
  const user = userEvent.setup()
  renderApp(`/e/dev/flows/${flowId('Invoice intake')}?tab=flow&at=Try%2FCreate_invoice`)
  const canvas = await screen.findByRole('region', { name: 'The flow Invoice intake' }, SLOW)
  await within(canvas).findByRole('button', { name: /^Create invoice line/ }, SLOW)
  // By keyboard: the canvas listens to the mouse in a way that needs a browser.
  within(canvas).getByRole('button', { name: /^Try/ }).focus()
  await user.keyboard('{ArrowLeft}')
  expect(within(canvas).getByRole('button', { name: 'Unfold Try', expanded: false })).toBeVisible()
  await waitFor(() =>
    expect(within(canvas).queryByRole('button', { name: /^Create invoice line/ })).toBeNull(),
  )
  await user.click(screen.getByRole('button', { name: 'Identities: 2 service accounts' }))
  const list = await screen.findByRole('region', { name: 'Identities in this flow' })
  await user.click(within(list).getByRole('button', { name: 'Move file' }))
  expect(await screen.findByRole('region', { name: 'Move file' })).toBeVisible()
}, 40_000)

test('the outline is a tree of the same actions', async () => {
  const user = userEvent.setup()
  renderApp(`/e/dev/flows/${flowId('Audit contact changes')}?tab=flow`)
  await user.click(await screen.findByRole('button', { name: 'Outline' }, SLOW))
  const tree = await screen.findByRole('tree', { name: 'The flow Audit contact changes' })
  const trigger = within(tree).getByRole('treeitem', {
    name: /When a contact is modified.*Run as: Triggering user/,
  })
  trigger.focus()
  await user.keyboard('{ArrowDown}')
  expect(await screen.findByRole('region', { name: 'Compose' })).toHaveTextContent(
    'It calls no connector, so it acts as nobody.',
  )
  expect(await within(tree).findByRole('treeitem', { name: /^Compose/, selected: true })).toHaveFocus()
}, 40_000)
