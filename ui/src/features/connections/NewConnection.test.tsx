import { financeBot } from '@mocks/data/people'
import { renderApp } from '@mocks/renderApp'
import { server } from '@mocks/server'
import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http } from 'msw'
import { expect, test } from 'vitest'

// Pages are loaded when they are first opened, which takes a moment on a busy machine.
const SLOW = { timeout: 15_000 }

test('a connection is made with what its connector asks for, and its page is opened', async () => {
  const asked: unknown[] = []
  server.use(
    http.post('*/connections', async ({ request }) => {
      asked.push(await request.clone().json())
      // The next handler answers.
      return undefined
    }),
  )
  const user = userEvent.setup()
  const router = renderApp('/e/prod/connections')
  await user.click(await screen.findByRole('button', { name: 'New connection' }, SLOW))
  const dialog = await screen.findByRole('dialog', { hidden: true })
  const create = () => within(dialog).getByRole('button', { name: 'Create', hidden: true })
  expect(create()).toHaveAttribute('aria-disabled', 'true')
  expect(dialog).toHaveTextContent('Contoso Prod is protected.')
  await within(dialog).findByText('HTTP with a connection')
  await user.selectOptions(within(dialog).getByLabelText(/^Connector/), 'HTTP with a connection')
  await user.selectOptions(within(dialog).getByLabelText(/^Acts as/), `Finance bot (service account)`)
  expect(dialog).not.toHaveTextContent('is protected')
  await user.selectOptions(
    within(dialog).getByLabelText(/^How to say who connects/),
    'User name and password',
  )
  await user.type(within(dialog).getByLabelText(/^Base address/), 'https://crm.example.org')
  await user.type(within(dialog).getByLabelText(/^User name/), 'svc')
  await user.click(create())
  expect(asked).toEqual([])
  expect(within(dialog).getByLabelText(/^Password/)).toHaveAttribute('type', 'password')
  await user.type(within(dialog).getByLabelText(/^Password/), 'secret')
  await user.type(within(dialog).getByLabelText(/^Name/), 'CRM')
  await user.click(create())
  expect(await screen.findByRole('heading', { level: 1, name: 'CRM' })).toBeVisible()
  expect(router.state.location.pathname).toMatch(/^\/e\/prod\/connections\/.+/)
  expect(asked).toEqual([
    {
      connector: 'shared_webcontents',
      displayName: 'CRM',
      owner: financeBot.id,
      parameters: { authentication: 'basic', baseUrl: 'https://crm.example.org', username: 'svc' },
      credentials: { password: 'secret' },
    },
  ])
  expect(await screen.findByRole('table', { name: 'Activity' })).toBeVisible()
}, 40_000)
