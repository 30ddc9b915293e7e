import { renderApp } from '@mocks/renderApp'
import { server } from '@mocks/server'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http } from 'msw'
import { expect, test } from 'vitest'

// Pages are loaded when they are first opened, which takes a moment on a busy machine.
const SLOW = { timeout: 15_000 }
// Without layout the focus trap sometimes takes its own dialog for hidden; the journeys see that in a browser it is not.
const hidden = true

test('a solution says what is in it and who acts through its references', async () => {
  renderApp('/e/dev/solutions/ContosoFinance')
  const components = await screen.findByRole('table', { name: 'Components' }, SLOW)
  // Flows come before tables.
  const [, first] = within(components).getAllByRole('row')
  expect(first).toHaveTextContent('FlowInvoice intake')
  expect(screen.getByRole('table', { name: 'Connection references' })).toHaveTextContent('Dataverse bot')
  expect(screen.getByRole('table', { name: 'Environment variables' })).toHaveTextContent('the default')
  expect(screen.getByRole('region', { name: /^Needs/ })).toHaveTextContent('the table account')
}, 40_000)

test('rolling back shows what it would do first, and does what was shown', async () => {
  const asked: string[] = []
  server.use(
    http.post('*/rollback', ({ request }) => {
      asked.push(new URL(request.url).search)
      // The next handler answers.
      return undefined
    }),
  )
  const user = userEvent.setup()
  renderApp('/e/dev/solutions/ContosoFinance?tab=releases')
  const releases = await screen.findByRole('list', { name: 'Releases' }, SLOW)
  expect(within(releases).getAllByRole('listitem')[0]).toHaveTextContent('here now')
  await user.click(
    within(releases).getByRole('button', { name: 'Roll back to this: Contoso finance 1.3.0.0' }),
  )
  const dialog = await screen.findByRole('dialog', { hidden })
  expect(await within(dialog).findByText('Rolls Contoso finance back from 1.4.0.2 to 1.3.0.0')).toBeVisible()
  await user.click(within(dialog).getByRole('button', { name: 'Roll back', hidden }))
  await waitFor(() => expect(screen.queryByRole('dialog', { hidden })).not.toBeInTheDocument())
  expect(await screen.findByText('Rolled back')).toBeVisible()
  expect(asked).toEqual(['?dryRun=true', `?expect=${'d'.repeat(64)}`])
}, 40_000)

test('a managed solution is not changed here, and says why', async () => {
  renderApp('/e/dev/solutions/ContosoContactAudit')
  const add = await screen.findByRole('button', { name: 'Add components' }, SLOW)
  expect(add).toHaveAttribute('aria-disabled', 'true')
  expect(screen.queryByRole('button', { name: /^Take out/ })).not.toBeInTheDocument()
}, 40_000)

test('an export adds what is missing, and its files have the version that was chosen', async () => {
  const user = userEvent.setup()
  renderApp('/e/dev/solutions/ContosoFinance/export')
  const version = await screen.findByLabelText(/^Version of the package/, {}, SLOW)
  await user.clear(version)
  await user.type(version, 'two')
  expect(screen.getByText(/two to four numbers/)).toBeVisible()
  await user.clear(version)
  await user.type(version, '2.0.0.0')
  await user.tab()
  await user.click(screen.getByRole('button', { name: 'Content' }))
  await user.click(await screen.findByRole('button', { name: 'Add Finance clerk' }))
  await waitFor(() => expect(screen.queryByText(/that it does not have/)).not.toBeInTheDocument())
  await user.click(screen.getByRole('button', { name: 'Findings' }))
  expect(await screen.findByRole('table', { name: 'Findings' })).toHaveTextContent('HighThe action Get site')
  await user.click(screen.getByRole('button', { name: 'Download' }))
  expect(await screen.findByText('1 finding of high severity.')).toBeVisible()
  expect(screen.getByRole('link', { name: 'Download the package' })).toHaveAttribute(
    'href',
    '/api/v1/environments/dev/solutions/ContosoFinance/package?managed=true&version=2.0.0.0',
  )
}, 40_000)
