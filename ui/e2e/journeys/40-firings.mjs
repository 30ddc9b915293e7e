// A flow that did not start, and where its owner reads why.
// BASE_URL or STEWARD_URL says where; STEWARD_PASSWORD is the password of the demo.
import { expectText, journey, serverAddress, signIn } from '../journey.mjs'

const base = serverAddress()
const password = process.env.STEWARD_PASSWORD ?? 'demo'
const environment = process.env.STEWARD_ENVIRONMENT ?? 'dev'
const FLOW = `Paid orders alone ${Date.now()}`

const DEFINITION = {
  triggers: {
    manual: {
      type: 'Request',
      kind: 'Http',
      inputs: {},
      conditions: [{ expression: "@equals(triggerBody()?['paid'], true)" }],
      runtimeConfiguration: { concurrency: { runs: 1 } },
    },
  },
  actions: {
    Note_the_order: {
      type: 'Compose',
      inputs: "@triggerBody()?['order']",
      trackedProperties: { order: '@{action().outputs}' },
      runAfter: {},
    },
    Wait_for_the_stock: {
      type: 'Wait',
      inputs: { interval: { count: 1, unit: 'Hour' } },
      runAfter: { Note_the_order: ['Succeeded'] },
    },
  },
}

await journey(async ({ page, step, accessible }) => {
  const flows = `${base}/api/v1/environments/${environment}/flows`
  const firings = page.getByRole('table', { name: 'Firings' })
  const status = (word) => page.getByRole('main').getByText(word, { exact: true }).first()
  let flow

  const fire = async (body) => {
    const answer = await page.request.post(flow.triggerUrl, { data: body })
    if (answer.status() !== 202) throw new Error(`the trigger answers ${answer.status()}`)
  }

  await step('Soul makes a flow that starts for paid orders alone, which no page does', async () => {
    await page.goto(base)
    await signIn(page, 'soul', password)
    const made = await page.request.post(flows, { data: { name: FLOW, definition: DEFINITION } })
    if (!made.ok()) throw new Error(`the flow was not made: ${made.status()} ${await made.text()}`)
    const { id } = await made.json()
    const enabled = await page.request.post(`${flows}/${id}/enable`)
    if (!enabled.ok()) throw new Error(`the flow was not turned on: ${enabled.status()}`)
    flow = await (await page.request.get(`${flows}/${id}`)).json()
  })

  await step('before anything fired, its page says what will appear there', async () => {
    await page.goto(`${base}/e/${environment}/flows/${flow.id}`)
    await page.getByRole('tab', { name: 'Firings' }).click()
    await page.getByText(/^The trigger has not fired yet\. Each firing appears here/).waitFor()
  })
  await accessible('a flow that has not fired')

  await step('an order that is not paid is skipped, and the open page says why', async () => {
    await fire({ order: 'A-1', paid: false })
    const row = firings.getByRole('row').filter({ hasText: 'Skipped' })
    await row.waitFor()
    const text = await row.textContent()
    expectText(text, /A condition of the trigger 'manual' does not hold\./, 'the firing')
    expectText(text, /TriggerConditionNotMet/, 'the firing')
  })

  await step('a paid order starts a run', async () => {
    await fire({ order: 'A-2', paid: true })
    await firings.getByRole('row').filter({ hasText: 'It started the run' }).waitFor()
  })
  await accessible('what came of each firing')

  const first = await step('the firing leads to its run', async () => {
    await firings.getByRole('link', { name: /^It started the run / }).click()
    await page.getByRole('heading', { level: 1, name: FLOW }).waitFor()
    await page.getByRole('tree', { name: 'Actions' }).waitFor()
    return page.url().split('?')[0]
  })

  await step('an action of the run shows what the flow tracks of it', async () => {
    await page.getByRole('treeitem', { name: /Note the order/ }).click()
    const tracked = page.getByRole('region', { name: 'Tracked properties' })
    await tracked.getByText('A-2', { exact: true }).waitFor()
    await tracked.getByRole('button', { name: 'Copy order' }).waitFor()
  })
  await accessible('an action with tracked properties')

  await step('the next run waits for its turn, and says so', async () => {
    await fire({ order: 'A-3', paid: true })
    await page.goto(`${base}/e/${environment}/runs?flow=${flow.id}&status=Waiting`)
    const links = page.getByRole('link', { name: new RegExp(`, run of ${FLOW}$`) })
    await links.first().click()
    await status('Waiting').waitFor()
    await page.getByText('The run waits for its turn').waitFor()
  })
  await accessible('a run that waits for its turn')

  await step('once the run before is cancelled, it begins', async () => {
    const cancelled = await page.request.post(
      first.replace(`${base}/e/`, `${base}/api/v1/environments/`).concat('/cancel'),
    )
    if (!cancelled.ok()) throw new Error(`the run was not cancelled: ${cancelled.status()}`)
    await page.getByText('The run waits for its turn').waitFor({ state: 'detached' })
    await page.getByRole('treeitem', { name: /Note the order/ }).waitFor()
  })
})
