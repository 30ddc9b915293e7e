import { connectionNumber, environments } from '@mocks/data/environments'
import { roohi, sam, soul } from '@mocks/data/people'
import { asked } from '@mocks/data/pipelines'
import { runs } from '@mocks/data/runs'
import { notFound, refuse } from '@mocks/handlers/answer'
import { session } from '@mocks/handlers/session'
import { renderApp } from '@mocks/renderApp'
import { server } from '@mocks/server'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { afterEach, expect, test } from 'vitest'
import type { BreakGlass, EnvironmentView } from '@/api/types'

// Pages are loaded when they are first opened, which takes a moment on a busy machine.
const SLOW = { timeout: 15_000 }

afterEach(() => {
  session.principal = soul.id
  window.localStorage.clear()
})

function failedRun(flow: string): string {
  const found = runs.find(({ detail }) => detail.status === 'Failed' && detail.flow.name === flow)
  if (!found) throw new Error(`no failed run of ${flow}`)
  return found.detail.id
}

test('whoever is not signed in signs in first, then gets the page that was asked for', async () => {
  session.principal = undefined
  const user = userEvent.setup()
  const router = renderApp('/e/dev/connections')
  await user.type(await screen.findByLabelText(/^Name/, {}, SLOW), 'soul')
  await user.type(screen.getByLabelText(/Password/), 'wrong')
  await user.click(screen.getByRole('button', { name: 'Sign in' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('No active person')
  await user.clear(screen.getByLabelText(/Password/))
  await user.type(screen.getByLabelText(/Password/), 'demo')
  await user.click(screen.getByRole('button', { name: 'Sign in' }))
  expect(await screen.findByRole('heading', { name: 'Connections' }, SLOW)).toBeVisible()
  expect(router.state.location.pathname).toBe('/e/dev/connections')
}, 40_000)

test('a failed run opens on the action that failed, and says whose identity it used', async () => {
  const user = userEvent.setup()
  const router = renderApp(`/e/dev/runs/${failedRun('Invoice intake')}`)
  const panel = await screen.findByRole('region', { name: 'Create invoice line' }, SLOW)
  expect(panel).toHaveTextContent('Line 7: the column contoso_product is required')
  await user.click(within(panel).getByRole('tab', { name: 'Identity' }))
  // The sentence names whom it acted as, and so does the evidence of the attempt.
  const named = await within(panel).findAllByRole('link', {
    name: /Dataverse bot.*service account.*active/,
  })
  expect(named[0]).toBeVisible()
  expect(panel).toHaveTextContent('Own connection')
  await user.click(screen.getByRole('button', { name: 'Next failed iteration' }))
  await waitFor(() => expect(router.state.location.search).toMatchObject({ tab: 'identity' }))
  expect(router.state.location.search).toMatchObject({
    at: 'Try/For_each_line[14]/Has_a_product/Create_invoice_line',
  })
}, 40_000)

test('the actions can be walked by keyboard', async () => {
  const user = userEvent.setup()
  renderApp(`/e/dev/runs/${failedRun('Order received')}`)
  const failed = await screen.findByRole(
    'treeitem',
    { name: /Failed.*Create order folder.*acts as Ana Lima/ },
    SLOW,
  )
  failed.focus()
  await user.keyboard('{ArrowUp}')
  expect(await screen.findByRole('region', { name: 'Parse order' })).toBeVisible()
  await user.keyboard('{Home}')
  expect(await screen.findByRole('region', { name: 'Trigger' })).toBeVisible()
}, 40_000)

test('a firing that started no run says why', async () => {
  renderApp('/e/dev/flows/Order received?tab=firings')
  const table = await screen.findByRole('table', { name: 'Firings' }, SLOW)
  const skipped = within(table).getByRole('row', { name: /A condition of the trigger/ })
  expect(skipped).toHaveTextContent("SkippedA condition of the trigger 'manual' does not hold.")
  expect(skipped).toHaveTextContent('TriggerConditionNotMet')
  expect(within(table).getAllByRole('link', { name: /^It started the run/ })[0]).toHaveAttribute(
    'href',
    expect.stringMatching(/^\/e\/dev\/runs\//),
  )
}, 40_000)

test('a connection says what uses it', async () => {
  renderApp(`/e/dev/connections/${connectionNumber(3).id}`)
  const used = await screen.findByRole('region', { name: 'Where used' }, SLOW)
  expect(await within(used).findByRole('link', { name: 'Weekly report' })).toBeVisible()
  expect(await screen.findByText('Nobody else has rights on it.')).toBeVisible()
}, 40_000)

test('swapping a connection names who will act before it is confirmed', async () => {
  const user = userEvent.setup()
  const router = renderApp('/e/dev/flows/Invoice intake')
  await user.click(
    await screen.findByRole('button', { name: /Swap connection of contoso_dataverse_finance/ }, SLOW),
  )
  // Without layout the focus trap sometimes takes its own dialog for hidden; the journeys see that in a browser it is not.
  const hidden = true
  const dialog = await screen.findByRole('dialog', { hidden })
  await user.click(await within(dialog).findByRole('radio', { name: /Dataverse of Soul/, hidden }))
  expect(within(dialog).getByLabelText('Effects')).toHaveTextContent(
    'They will act as Soul Tanaka instead of Dataverse bot.',
  )
  const changed = await within(dialog).findByRole('table', { name: 'Identities in Invoice intake', hidden })
  expect(changed).toHaveTextContent('Acts as Soul Tanaka: it uses its own connection.')
  await user.click(within(dialog).getByRole('button', { name: 'Swap', hidden }))
  await waitFor(() => expect(screen.queryByRole('dialog', { hidden })).not.toBeInTheDocument())
  const section = await screen.findByRole('region', { name: /Connections/ })
  await waitFor(() => expect(within(section).getByText('Dataverse of Soul')).toBeVisible())
  expect(router.state.location.pathname).toContain('Invoice')
}, 40_000)

test('a run-only user sees buttons and not what is inside runs', async () => {
  session.principal = sam.id
  const user = userEvent.setup()
  const router = renderApp('/')
  await user.click(await screen.findByRole('button', { name: 'Run Request purchase approval' }, SLOW))
  expect(screen.queryByRole('link', { name: 'Flows' })).not.toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'Run' }))
  expect(await screen.findAllByText('Required.')).toHaveLength(2)
  await user.type(screen.getByLabelText(/What to buy/), 'Chairs')
  await user.type(screen.getByLabelText(/Amount in euro/), '120')
  await user.click(screen.getByRole('button', { name: 'Run' }))
  expect(await screen.findByText('Started')).toBeVisible()
  await router.navigate({
    to: '/e/$env/runs/$run',
    params: { env: 'dev', run: failedRun('Order received') },
    search: {},
  })
  expect(await screen.findByRole('heading', { name: /You may not see/ }, SLOW)).toBeVisible()
}, 40_000)

test('a list that cannot be loaded says why, with the correlation id', async () => {
  server.use(
    http.get('*/api/v1/environments/:environment/variables', () =>
      refuse(422, { code: 'STW1000', title: 'Broken', message: 'It broke.', hint: 'Try later.' }),
    ),
  )
  renderApp('/e/dev/variables')
  const alert = await screen.findByRole('alert', {}, SLOW)
  expect(alert).toHaveTextContent('It broke.')
  expect(alert).toHaveTextContent('0197a1ff-5b1e-7c3a-a1de-000000000042')
  expect(await screen.findByRole('table', { name: 'References' })).toBeVisible()
}, 40_000)

test('the key e opens the environments, and choosing one opens the same page there', async () => {
  const user = userEvent.setup()
  const router = renderApp('/e/dev/solutions')
  await screen.findByRole('heading', { name: 'Solutions' }, SLOW)
  await user.keyboard('e')
  await user.type(await screen.findByRole('combobox', { name: 'Find an environment' }), 'prod{Enter}')
  await waitFor(() => expect(router.state.location.pathname).toBe('/e/prod/solutions'))
  expect(await screen.findByText(/No solution in Contoso Prod yet/)).toBeVisible()
}, 40_000)

test('a flow that is not in the other environment leads to its flows, and says so', async () => {
  server.use(http.get('*/environments/prod/flows/:flow', ({ params }) => notFound(`flow “${params.flow}”`)))
  const user = userEvent.setup()
  const router = renderApp('/e/dev/flows/Invoice intake')
  await screen.findByRole('heading', { level: 1, name: 'Invoice intake' }, SLOW)
  await user.keyboard('e')
  await user.type(await screen.findByRole('combobox', { name: 'Find an environment' }), 'prod{Enter}')
  await waitFor(() => expect(router.state.location.pathname).toBe('/e/prod/flows'))
  expect(await screen.findByText(/^This flow is not in Contoso Prod/)).toBeVisible()
  await router.navigate({ to: '/e/$env/runs', params: { env: 'prod' } })
  await waitFor(() => expect(screen.queryByText(/^This flow is not in/)).not.toBeInTheDocument())
}, 40_000)

test('the switcher tells what waits and what drifted, and keeps a favourite on top', async () => {
  session.principal = roohi.id
  const user = userEvent.setup()
  renderApp('/e/test/flows')
  await screen.findByRole('heading', { name: 'Flows' }, SLOW)
  await user.keyboard('e')
  const prod = await screen.findByRole('option', { name: /Contoso Prod.*1 to approve.*2 drifted.*Maker/ })
  expect(prod).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Keep Contoso Test on top' }))
  expect(
    within(screen.getByRole('group', { name: 'Favourites' })).getByRole('option', { name: /Contoso Test/ }),
  ).toBeVisible()
  expect(screen.getByRole('button', { name: 'Keep Contoso Test on top' })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
}, 40_000)

test('everybody reads above every page where break-glass is open', async () => {
  const [, , prod] = environments as [EnvironmentView, EnvironmentView, EnvironmentView]
  const breakGlass: BreakGlass = {
    ...asked,
    state: 'open',
    until: new Date(Date.now() + 34.5 * 60_000).toISOString(),
  }
  server.use(
    http.get('*/api/v1/me', () =>
      HttpResponse.json({
        principal: soul,
        environments: [{ ...prod, protection: { ...prod.protection, breakGlass } }],
      }),
    ),
  )
  renderApp('/people')
  const notice = await screen.findByRole('alert', {}, SLOW)
  expect(notice).toHaveTextContent('Break-glass is open in Contoso Prod')
  expect(notice).toHaveTextContent('35 minutes left. Roohi Mehta asked: “The month cannot be closed.”')
}, 40_000)
