import { flowId } from '@mocks/data/environments'
import { renderApp } from '@mocks/renderApp'
import { server } from '@mocks/server'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { expect, test } from 'vitest'

// Pages are loaded when they are first opened, which takes a moment on a busy machine.
const SLOW = { timeout: 15_000 }
// Without layout the focus trap sometimes takes its own dialog for hidden; the journeys see that in a browser it is not.
const hidden = true

test('a solution is made, named for files by its name, and its page is opened', async () => {
  const user = userEvent.setup()
  const router = renderApp('/e/dev/solutions')
  await user.click(await screen.findByRole('button', { name: 'New solution' }, SLOW))
  const dialog = within(await screen.findByRole('dialog', { hidden }))
  const create = () => dialog.getByRole('button', { name: 'Create', hidden })
  await user.type(dialog.getByLabelText(/^Name\b(?! in)/), 'Order intake')
  expect(dialog.getByLabelText(/^Name in files/)).toHaveValue('OrderIntake')
  await user.type(dialog.getByLabelText(/^Publisher\b(?! in)/), 'Contoso')
  expect(create()).toHaveAttribute('aria-disabled', 'true')
  await user.type(dialog.getByLabelText(/^Prefix/), 'con')
  await user.click(create())
  expect(await screen.findByRole('heading', { level: 1, name: 'Order intake' }, SLOW)).toBeVisible()
  expect(router.state.location.pathname).toBe('/e/dev/solutions/OrderIntake')
}, 40_000)

test('components that are in it already are not offered, and one that is refused is told', async () => {
  const user = userEvent.setup()
  renderApp('/e/dev/solutions/ContosoFinance')
  await user.click(await screen.findByRole('button', { name: 'Add components' }, SLOW))
  const dialog = within(await screen.findByRole('dialog', { hidden }))
  const list = within(await dialog.findByRole('list', { name: 'Components to add', hidden }))
  expect(list.queryByRole('checkbox', { name: /Invoice intake/, hidden })).not.toBeInTheDocument()
  const asked: string[] = []
  server.use(
    http.put('*/components/:kind/:key', ({ request }) => {
      asked.push(new URL(request.url).pathname)
      return HttpResponse.json(
        {
          error: { code: 'STW1109', title: 'In another solution', message: 'It came with another solution.' },
        },
        { status: 409 },
      )
    }),
  )
  await user.click(list.getByRole('checkbox', { name: /Weekly report/, hidden }))
  await user.click(dialog.getByRole('button', { name: 'Add 1 component', hidden }))
  expect(await dialog.findByText('It came with another solution.')).toBeVisible()
  expect(asked).toEqual([
    `/api/v1/environments/dev/solutions/ContosoFinance/components/flow/${flowId('Weekly report')}`,
  ])
}, 40_000)

test('a new variable needs a name for files and a default of its type', async () => {
  const user = userEvent.setup()
  renderApp('/e/dev/variables')
  await user.click(await screen.findByRole('button', { name: 'New variable' }, SLOW))
  const dialog = within(await screen.findByRole('dialog', { hidden }))
  const create = () => dialog.getByRole('button', { name: 'Create', hidden })
  await user.type(dialog.getByLabelText(/^Name in files/), 'contoso_Days')
  await user.selectOptions(dialog.getByLabelText(/^Type/), 'Number')
  await user.type(dialog.getByLabelText(/^Default/), 'two')
  expect(dialog.getByText('Must be a number.')).toBeVisible()
  expect(create()).toHaveAttribute('aria-disabled', 'true')
  await user.clear(dialog.getByLabelText(/^Default/))
  await user.type(dialog.getByLabelText(/^Default/), '2')
  await user.click(create())
  await waitFor(() => expect(screen.queryByRole('dialog', { hidden })).not.toBeInTheDocument())
  expect(await screen.findByRole('row', { name: /contoso_Days/ })).toHaveTextContent('2')
}, 40_000)
