import { environments } from '@mocks/data/environments'
import { roohi, soul } from '@mocks/data/people'
import { asked, drift } from '@mocks/data/pipelines'
import { renderApp } from '@mocks/renderApp'
import { server } from '@mocks/server'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { expect, test } from 'vitest'
import type { BreakGlass, EnvironmentView } from '@/api/types'

// Pages are loaded when they are first opened, which takes a moment on a busy machine.
const SLOW = { timeout: 15_000 }
// Without layout the focus trap sometimes takes its own dialog for hidden; the journeys see that in a browser it is not.
const hidden = true

/** Whoever is signed in administers every environment; in prod there may be break-glass. */
function administer(breakGlass?: BreakGlass) {
  const mine = environments.map(
    (one): EnvironmentView => ({
      ...one,
      role: 'admin',
      protection: one.name === 'prod' ? { ...one.protection, breakGlass } : one.protection,
    }),
  )
  server.use(http.get('*/api/v1/me', () => HttpResponse.json({ principal: soul, environments: mine })))
}

test('the page of a protected environment says what that means, and how the others compare', async () => {
  renderApp('/e/prod/overview')
  const facts = await screen.findByRole('region', { name: 'Contoso Prod' }, SLOW)
  expect(facts).toHaveTextContent(
    'Protected: nobody changes here what a solution brings, unless break-glass is open.',
  )
  await waitFor(() => expect(facts).toHaveTextContent('2 things differ from what was released'))
  expect(await within(facts).findByRole('link', { name: 'finance' })).toHaveAttribute(
    'href',
    '/pipelines/finance',
  )
  const versions = await screen.findByRole('table', { name: 'Solutions here and elsewhere' })
  const row = await within(versions).findByRole('row', { name: /Contact audit/ })
  expect(within(row).getByText('not there')).toBeVisible()
  const releases = await screen.findByRole('table', { name: 'Releases' })
  expect(await within(releases).findByText('1.3.0.0 → 1.4.0.2')).toBeVisible()
}, 40_000)

test('a change of an environment sends only what differs, and says what it means first', async () => {
  administer()
  const sent: unknown[] = []
  server.use(
    http.patch('*/api/v1/environments/prod', async ({ request }) => {
      sent.push(await request.json())
      return HttpResponse.json(environments[2])
    }),
  )
  const user = userEvent.setup()
  renderApp('/e/prod/overview')
  await user.click(await screen.findByRole('button', { name: 'Change' }, SLOW))
  const dialog = await screen.findByRole('dialog', { hidden })
  await user.click(within(dialog).getByRole('checkbox', { name: /^Protected/, hidden }))
  expect(within(dialog).getByLabelText('Effects')).toHaveTextContent(
    'Not protected: whoever may, changes flows',
  )
  await user.click(within(dialog).getByRole('button', { name: 'Change', hidden }))
  await expect.poll(() => sent).toEqual([{ protected: false }])
}, 40_000)

test('another person approves a break-glass, not whoever asked', async () => {
  administer()
  const approved: unknown[] = []
  server.use(
    http.get('*/environments/prod/break-glass', () =>
      HttpResponse.json({ value: [asked, { ...asked, id: 'mine', askedBy: soul }] }),
    ),
    http.post('*/environments/prod/break-glass/:id/approve', ({ params }) => {
      approved.push(params.id)
      return HttpResponse.json({ ...asked, state: 'open' })
    }),
  )
  const user = userEvent.setup()
  renderApp('/e/prod/overview')
  const table = await screen.findByRole('table', { name: 'Break-glass' }, SLOW)
  const [his, mine] = within(table).getAllByRole('button', { name: 'Approve' })
  expect(mine).toHaveAccessibleDescription('You asked for it, so another person approves.')
  await user.click(his as HTMLElement)
  const dialog = await screen.findByRole('dialog', { hidden })
  expect(dialog).toHaveTextContent(`because ${roohi.displayName} says: “The month cannot be closed.”`)
  await user.click(within(dialog).getByRole('button', { name: 'Approve', hidden }))
  await expect.poll(() => approved).toEqual([asked.id])
}, 40_000)

test('break-glass is asked for with a reason and at most an hour', async () => {
  const sent: unknown[] = []
  server.use(
    http.post('*/environments/prod/break-glass', async ({ request }) => {
      sent.push(await request.json())
      return HttpResponse.json(asked)
    }),
  )
  const user = userEvent.setup()
  renderApp('/e/prod/overview')
  await user.click(await screen.findByRole('button', { name: 'Ask for break-glass' }, SLOW))
  const dialog = await screen.findByRole('dialog', { hidden })
  await user.type(within(dialog).getByRole('textbox', { name: /^Why/, hidden }), 'The bank is down.')
  const minutes = within(dialog).getByRole('textbox', { name: /^Minutes/, hidden })
  await user.clear(minutes)
  await user.type(minutes, '61')
  const ask = () => within(dialog).getByRole('button', { name: 'Ask', hidden })
  expect(ask()).toHaveAccessibleDescription('Say 1 to 60 minutes.')
  await user.type(minutes, '{Backspace}{Backspace}15')
  await user.click(ask())
  await expect.poll(() => sent).toEqual([{ reason: 'The bank is down.', minutes: 15 }])
}, 40_000)

test('drift tells what, by whom and how; it is accepted with a reason and an end', async () => {
  administer()
  const sent: unknown[] = []
  server.use(
    http.post('*/environments/prod/drift/accept', async ({ request }) => {
      sent.push(await request.json())
      return new HttpResponse(null, { status: 204 })
    }),
  )
  const user = userEvent.setup()
  renderApp('/e/prod/drift')
  const list = await screen.findByRole('list', { name: 'What has drifted in ContosoFinance' }, SLOW)
  expect(list).toHaveTextContent(/Changed by Soul Tanaka.*under break-glass/)
  expect(list).toHaveTextContent('Past the API')
  expect(list).toHaveTextContent('“Until the audit is over.”')
  expect(screen.getByRole('link', { name: 'Download as a patch for Dev' })).toHaveAttribute(
    'href',
    '/api/v1/environments/prod/drift/patch?solution=ContosoFinance',
  )
  await user.click(within(list).getByRole('button', { name: 'Accept the drift of Invoice intake' }))
  const dialog = await screen.findByRole('dialog', { hidden })
  expect(within(dialog).getByRole('button', { name: 'Accept', hidden })).toHaveAccessibleDescription(
    'Say why first.',
  )
  await user.type(within(dialog).getByRole('textbox', { name: /^Why/, hidden }), 'A stopgap.')
  await user.type(within(dialog).getByLabelText(/^Until/), '2099-01-31')
  await user.click(within(dialog).getByRole('button', { name: 'Accept', hidden }))
  const { kind, key } = drift[0]?.subject ?? {}
  await expect
    .poll(() => sent)
    .toEqual([{ solution: 'ContosoFinance', kind, key, reason: 'A stopgap.', until: '2099-01-31T00:00:00Z' }])
}, 40_000)

test('where nothing drifted the page says so', async () => {
  renderApp('/e/dev/drift')
  expect(await screen.findByRole('heading', { name: 'Nothing has drifted' }, SLOW)).toBeVisible()
}, 40_000)

test('a member gets another role, and loses it', async () => {
  administer()
  const done: unknown[] = []
  server.use(
    http.get('*/environments/prod/members', () =>
      HttpResponse.json({ value: [{ principal: roohi, role: 'maker' }] }),
    ),
    http.put('*/environments/prod/members/:who', async ({ params, request }) => {
      done.push([params.who, await request.json()])
      return HttpResponse.json({ principal: roohi, role: 'admin' })
    }),
    http.delete('*/environments/prod/members/:who', ({ params }) => {
      done.push([params.who])
      return new HttpResponse(null, { status: 204 })
    }),
  )
  const user = userEvent.setup()
  renderApp('/e/prod/overview')
  for (const role of ['Admin', 'No role']) {
    await user.click(
      await screen.findByRole('button', { name: 'Change the role of Roohi Mehta', hidden }, SLOW),
    )
    const dialog = await screen.findByRole('dialog', { hidden })
    await user.selectOptions(within(dialog).getByRole('combobox', { name: 'Role', hidden }), role)
    await user.click(within(dialog).getByRole('button', { name: 'Change', hidden }))
    await waitFor(() => expect(screen.queryByRole('dialog', { hidden })).toBeNull())
  }
  expect(done).toEqual([[roohi.id, { role: 'admin' }], [roohi.id]])
}, 40_000)

test.each([
  ['somebody else asks for', asked, 1],
  ['was asked for by me', { ...asked, askedBy: soul }, 0],
  ['is open', { ...asked, state: 'open' as const }, 0],
])(
  'break-glass that %s waits for me: %3$s',
  async (_, breakGlass, number) => {
    administer(breakGlass)
    renderApp('/waiting')
    await screen.findByText('Nothing waits for your decision.', {}, SLOW)
    expect(screen.queryAllByText('Break-glass in Contoso Prod')).toHaveLength(number)
    expect(screen.queryAllByRole('link', { name: /^Waiting for you.*1$/ })).toHaveLength(number)
  },
  40_000,
)
