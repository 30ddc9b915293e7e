import { roohi, soul } from '@mocks/data/people'
import { promotion } from '@mocks/data/pipelines'
import { replayReport } from '@mocks/data/replay'
import { session } from '@mocks/handlers/session'
import { releases } from '@mocks/handlers/solutions'
import { renderApp } from '@mocks/renderApp'
import { server } from '@mocks/server'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { afterEach, expect, test } from 'vitest'
import type { Promotion } from '@/api/types'

// Pages are loaded when they are first opened, which takes a moment on a busy machine.
const SLOW = { timeout: 15_000 }
// Without layout the focus trap sometimes takes its own dialog for hidden; the journeys see that in a browser it is not.
const hidden = true

afterEach(() => {
  session.principal = soul.id
})

function show(changed: Partial<Promotion>) {
  server.use(
    http.get('*/api/v1/promotions/:promotion', () => HttpResponse.json({ ...promotion, ...changed })),
  )
}

test('the pipeline is drawn with what is where, and offers what would even it out', async () => {
  renderApp('/pipelines/finance')
  const stages = await screen.findByRole('list', { name: 'Stages of finance' }, SLOW)
  expect(stages).toHaveTextContent(
    /Contoso Dev.*Contoso Test.*Nobody has to approve.*Contoso Prod.*1 approval by/,
  )
  const versions = await screen.findByRole('table', { name: 'Which version is where' })
  expect(
    await within(versions).findByRole('link', {
      name: /^Promote 1\.4\.0\.2.*of Contoso finance to Contoso Prod$/,
    }),
  ).toHaveAttribute('href', '/pipelines/finance?solution=ContosoFinance&to=prod')
}, 40_000)

test('a promotion is asked for, and its page opens', async () => {
  const sent: unknown[] = []
  server.use(
    http.post('*/api/v1/promotions', async ({ request }) => {
      sent.push(await request.json())
      return HttpResponse.json(promotion, { status: 201 })
    }),
  )
  const user = userEvent.setup()
  const router = renderApp('/pipelines/finance?solution=ContosoFinance&to=test')
  const dialog = await screen.findByRole('dialog', { hidden }, SLOW)
  await within(dialog).findByText(/^Freezes Contoso finance 1\.4\.0\.2 as it is in Contoso Dev/)
  await user.type(within(dialog).getByRole('textbox', { name: 'Note', hidden }), 'Quarter.')
  await user.click(within(dialog).getByRole('button', { name: 'Request the promotion', hidden }))
  await waitFor(() => expect(router.state.location.pathname).toBe(`/promotions/${promotion.id}`))
  expect(sent).toEqual([
    {
      pipeline: 'finance',
      solution: 'ContosoFinance',
      environment: 'test',
      mode: 'upgrade',
      note: 'Quarter.',
    },
  ])
}, 40_000)

test('an approver finds it waiting, and approves the plan that was looked at', async () => {
  session.principal = roohi.id
  const sent: unknown[] = []
  server.use(
    http.post('*/api/v1/promotions/:promotion/approve', async ({ request }) => {
      sent.push(await request.json())
      return HttpResponse.json(promotion)
    }),
  )
  const user = userEvent.setup()
  renderApp('/waiting')
  expect(await screen.findByRole('link', { name: /^Waiting for you.*1$/ }, SLOW)).toBeVisible()
  await user.click(await screen.findByRole('link', { name: 'Contoso finance 1.5.0.0' }))
  const review = await screen.findByRole('region', { name: 'Review' }, SLOW)
  expect(review).toHaveTextContent('0 of 1 approval given')
  expect(review).toHaveTextContent(/Soul Tanaka.*asked for it/)
  await user.click(screen.getByRole('button', { name: 'Approve' }))
  const dialog = await screen.findByRole('dialog', { hidden })
  expect(dialog).toHaveTextContent('Contoso Prod')
  await user.type(within(dialog).getByRole('textbox', { name: 'Comment', hidden }), 'Fine.')
  await user.click(within(dialog).getByRole('button', { name: 'Approve', hidden }))
  await expect.poll(() => sent).toEqual([{ planDigest: promotion.planDigest, comment: 'Fine.' }])
}, 40_000)

test('whoever asked reads why they may not approve', async () => {
  show({ mayDecide: false, whyNot: 'You asked for it.' })
  renderApp(`/promotions/${promotion.id}`)
  const approve = await screen.findByRole('button', { name: 'Approve' }, SLOW)
  expect(approve).toHaveAccessibleDescription('You asked for it.')
  expect(screen.getByRole('region', { name: 'Review' })).toHaveTextContent('You asked for it.')
}, 40_000)

test('other connections and values are planned anew', async () => {
  const sent: unknown[] = []
  server.use(
    http.put('*/api/v1/promotions/:promotion/settings', async ({ request }) => {
      sent.push(await request.json())
      return HttpResponse.json(promotion)
    }),
  )
  const user = userEvent.setup()
  renderApp(`/promotions/${promotion.id}`)
  const section = await screen.findByRole(
    'region',
    { name: 'Connections, values and owners in Contoso Prod' },
    SLOW,
  )
  const plan = () => within(section).getByRole('button', { name: 'Plan with these' })
  expect(plan()).toHaveAccessibleDescription('It is planned with these already.')
  const days = within(section).getByRole('textbox', { name: /Dunning days/ })
  await user.clear(days)
  await user.type(days, '21')
  await user.tab()
  await user.click(plan())
  await expect
    .poll(() => sent)
    .toMatchObject([
      { settings: { EnvironmentVariables: [{ SchemaName: 'contoso_DunningDays', Value: '21' }] } },
    ])
}, 40_000)

test('an applied promotion shows what runs now, and is rolled back to an earlier release', async () => {
  show({ state: 'applied', given: 1 })
  const sent: unknown[] = []
  server.use(
    http.post('*/api/v1/promotions', async ({ request }) => {
      sent.push(await request.json())
      return HttpResponse.json(promotion, { status: 201 })
    }),
  )
  const user = userEvent.setup()
  renderApp(`/promotions/${promotion.id}`)
  const now = await screen.findByRole('table', { name: 'Flows now' }, SLOW)
  expect(await within(now).findByRole('row', { name: /Invoice intake/ })).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Roll back' }))
  const dialog = await screen.findByRole('dialog', { hidden })
  await within(dialog).findByRole('radio', { name: /1\.3\.0\.0/, hidden })
  expect(within(dialog).queryByRole('radio', { name: /1\.4\.0\.2/, hidden })).toBeNull()
  await user.click(within(dialog).getByRole('button', { name: 'Request the roll back', hidden }))
  await expect
    .poll(() => sent)
    .toEqual([
      {
        pipeline: 'finance',
        environment: 'prod',
        release: releases[1]?.id,
      },
    ])
}, 40_000)

test('runs are replayed with a promotion, what came of it is told, and the stage says how many it wants', async () => {
  const asked: unknown[] = []
  server.use(
    http.post('*/api/v1/promotions/:promotion/replay', async ({ request }) => {
      asked.push(await request.json())
      return HttpResponse.json(replayReport)
    }),
  )
  const user = userEvent.setup()
  renderApp(`/promotions/${promotion.id}`)
  const section = await screen.findByRole('region', { name: 'Replay' }, SLOW)
  await within(section).findByText(/Contoso Prod asks for the latest 10 runs before it is approved/)
  await user.click(within(section).getByRole('button', { name: 'Replay the runs' }))
  const otherwise = await within(section).findByRole('list', { name: 'Runs that would go otherwise' })
  expect(otherwise).toHaveTextContent('would act as David Okafor instead of Dataverse bot')
  expect(within(section).getByRole('table', { name: 'Runs that were not replayed' })).toHaveTextContent(
    'You may not see what is in this run.',
  )
  expect(asked).toEqual([{ latest: 10, flows: [] }])
}, 40_000)

test('what was replayed before is kept, with who asked', async () => {
  const { same, different, notReplayed, runs } = replayReport
  const kept = { same, different, notReplayed, runs, by: promotion.requestedBy, at: promotion.requestedAt }
  show({ replay: { ...kept, planDigest: promotion.planDigest } })
  renderApp(`/promotions/${promotion.id}`)
  const section = await screen.findByRole('region', { name: 'Replay' }, SLOW)
  expect(section).toHaveTextContent(/Replayed by.*Soul Tanaka/)
  expect(section).toHaveTextContent('1 of 2 runs would go otherwise')
}, 40_000)
