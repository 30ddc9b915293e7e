import { settledPlan } from '@mocks/data/plans'
import { renderApp } from '@mocks/renderApp'
import { server } from '@mocks/server'
import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http } from 'msw'
import { expect, test } from 'vitest'

// Pages are loaded when they are first opened, which takes a moment on a busy machine.
const SLOW = { timeout: 15_000 }
const ZIP = new File(['a package'], 'finance.zip', { type: 'application/zip' })

const dunning = settledPlan.flows.find(({ name }) => name === 'Dunning letters')

type Asked = { address: string; settings: unknown }

/** What the server is asked for, in order. */
function listen(): Asked[] {
  const asked: Asked[] = []
  server.use(
    http.post(/\/solutions(\/plan)?(\?|$)/, async ({ request }) => {
      const form = await request.clone().formData()
      const { pathname, search } = new URL(request.url)
      asked.push({
        address: pathname + search,
        settings: JSON.parse(String(form.get('settings'))),
      })
      // The next handler answers.
      return undefined
    }),
  )
  return asked
}

async function reachChanges(user: ReturnType<typeof userEvent.setup>) {
  const next = () => screen.getByRole('button', { name: 'Next' })
  const file = await screen.findByLabelText(/^Package/, {}, SLOW)
  expect(next()).toHaveAttribute('aria-disabled', 'true')
  await user.upload(file, ZIP)
  await user.click(next())
  await user.click(await screen.findByRole('button', { name: 'Show what changes' }))
  await screen.findByText('Upgrades Contoso finance from 1.4.0.2 to 1.5.0.0', {}, SLOW)
}

test('choices become settings, are planned by the server, and what was looked at is applied', async () => {
  const asked = listen()
  const user = userEvent.setup()
  renderApp('/e/dev/import')
  await reachChanges(user)
  // Who acts instead of whom stands above the tabs.
  expect(screen.getByText(/1 identity change/)).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Next' }))
  await user.click(
    await screen.findByRole('button', { name: 'Use Finance mailbox for Mail for dunning letters' }),
  )
  await user.click(await screen.findByRole('button', { name: 'Test Finance mailbox' }))
  expect(await screen.findByText('Refused')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Next' }))
  const days = await screen.findByLabelText(/^Dunning days/)
  await user.type(days, 'soon')
  await user.tab()
  expect(screen.getByText('Must be a number.')).toBeVisible()
  expect(asked).toHaveLength(2)
  await user.clear(days)
  await user.type(days, '14')
  await user.tab()
  expect(await screen.findByText(/It will be “14”, chosen here./)).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Next' }))
  await user.type(await screen.findByLabelText('Add an owner of Dunning letters'), 'Roohi')
  await user.click(await screen.findByRole('option', { name: /Roohi/ }))
  const named = await screen.findByRole('list', { name: 'Owners of Dunning letters in the settings' })
  expect(named).toHaveTextContent(/roohi, co-owner/i)
  await user.click(within(named).getByRole('button', { name: /^Make primary owner of .*: roohi/i }))
  await user.click(screen.getByRole('button', { name: 'Next' }))
  expect(await screen.findByRole('table', { name: 'Checks' })).toHaveTextContent('The package can be read.')
  await user.click(screen.getByRole('button', { name: 'Next' }))
  await user.click(await screen.findByRole('button', { name: 'Replay the runs' }))
  expect(await screen.findByText('1 of 2 runs would go otherwise')).toBeVisible()
  expect(screen.getByText(/would act as/)).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Next' }))
  await user.type(await screen.findByLabelText(/^Note/), 'Dunning starts')
  await user.click(screen.getByRole('button', { name: 'Import into Contoso Dev' }))
  expect(await screen.findByText(/Contoso finance 1.5.0.0 is in Contoso Dev./)).toBeVisible()
  expect(screen.getByRole('button', { name: 'Source' })).toHaveAttribute('aria-disabled', 'true')
  expect(asked.at(-1)).toEqual({
    address: `/api/v1/environments/dev/solutions?mode=upgrade&expect=${settledPlan.digest}&note=Dunning+starts`,
    settings: {
      EnvironmentVariables: [{ SchemaName: 'contoso_DunningDays', Value: '14' }],
      ConnectionReferences: [
        {
          LogicalName: 'contoso_mail_dunning',
          ConnectionId: expect.stringContaining('7'),
          ConnectorId: '/providers/Microsoft.PowerApps/apis/shared_office365',
        },
      ],
      Owners: [{ Flow: dunning?.id, PrimaryOwner: 'roohi', CoOwners: [] }],
    },
  })
}, 60_000)

test('a settings file that cannot be read is told before the server is asked', async () => {
  const asked = listen()
  const user = userEvent.setup()
  renderApp('/e/dev/import')
  const file = await screen.findByLabelText(/^Settings file/, {}, SLOW)
  await user.upload(file, new File(['[1'], 'settings.json', { type: 'application/json' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('not valid JSON')
  expect(asked).toEqual([])
}, 40_000)

test('another environment keeps the files and asks for a plan of its own', async () => {
  const asked = listen()
  const user = userEvent.setup()
  const router = renderApp('/e/dev/import')
  await reachChanges(user)
  await user.click(screen.getByRole('button', { name: 'Target' }))
  await user.selectOptions(screen.getByLabelText('Environment'), 'Contoso Prod')
  expect(await screen.findByRole('heading', { name: 'Import a solution into Contoso Prod' })).toBeVisible()
  expect(router.state.location.pathname).toBe('/e/prod/import')
  expect(screen.getByText(/It is protected/)).toBeVisible()
  expect(screen.getByRole('button', { name: 'Connections' })).toHaveAttribute('aria-disabled', 'true')
  await user.click(screen.getByRole('radio', { name: /^Update/ }))
  await user.click(screen.getByRole('button', { name: 'Show what changes' }))
  const steps = screen.getByRole('navigation', { name: 'Steps of the import' })
  expect(await within(steps).findByRole('button', { name: 'What changes', current: 'step' })).toBeVisible()
  expect(asked.map(({ address }) => address)).toEqual([
    '/api/v1/environments/dev/solutions/plan?mode=upgrade',
    '/api/v1/environments/prod/solutions/plan?mode=update',
  ])
}, 60_000)

test('a check leads to the step that mends it, and to what it is about', async () => {
  const user = userEvent.setup()
  renderApp('/e/dev/import')
  await reachChanges(user)
  await user.click(screen.getByRole('button', { name: 'Checks' }))
  const checks = await screen.findByRole('table', { name: 'Checks' })
  expect(within(checks).getByRole('link', { name: 'Finance mailbox' })).toHaveAttribute(
    'href',
    expect.stringContaining('/e/dev/connections/'),
  )
  // The flow comes with the package, so it has no page yet.
  expect(within(checks).queryByRole('link', { name: 'Dunning letters' })).toBeNull()
  await user.click(within(checks).getByRole('button', { name: 'Name owners' }))
  const steps = screen.getByRole('navigation', { name: 'Steps of the import' })
  expect(await within(steps).findByRole('button', { name: 'Owners', current: 'step' })).toBeVisible()
}, 40_000)
