// Runs that were recorded in Test are replayed with the next version of their flow before it is brought there: what would go otherwise
// is told in words, kept with the promotion for whoever approves, and without the runs' values.
// BASE_URL or STEWARD_URL says where; STEWARD_PASSWORD is the password of the demo.
import { expectText, journey, openPage, pictures, serverAddress, signIn } from '../journey.mjs'
import { confirmPromotion, FLOW, requestVisits, supplyVisits } from '../promotions.mjs'

const base = serverAddress()
const password = process.env.STEWARD_PASSWORD ?? 'demo'

await journey(async ({ page, step, accessible }) => {
  const section = page.getByRole('region', { name: 'Replay' })
  const otherwise = section.getByRole('list', { name: 'Runs that would go otherwise' })

  await step('a flow is brought to Test, and runs there', async () => {
    await page.goto(base)
    await signIn(page, 'admin', password)
    await requestVisits(page, 'Test')
    await supplyVisits(page, { Site: 'Test' })
    await section.getByRole('button', { name: 'Replay the runs' }).click()
    await section.getByText('There is no run to replay').waitFor()
    await confirmPromotion(page, 'Apply')
    await page
      .getByRole('table', { name: 'Flows now' })
      .getByRole('link', { name: FLOW, exact: true })
      .click()
    await page.getByRole('heading', { level: 1, name: FLOW }).waitFor()
    const flow = `${base}/api/v1/environments/test/flows/${page.url().split('/').at(-1)}`
    for (const text of ['Nadia', 'Omar']) {
      const started = await page.request.post(`${flow}/run`, {
        headers: { origin: base },
        data: { inputs: { text } },
      })
      if (!started.ok()) throw new Error(await started.text())
    }
    await openPage(page, 'Runs')
    const runs = page.getByRole('table', { name: 'Runs' })
    await runs
      .getByRole('row', { name: new RegExp(`Succeeded.*${FLOW}`) })
      .nth(1)
      .waitFor({ timeout: 30_000 })
  })

  await step('the next version would greet otherwise, and says so before it is there', async () => {
    await requestVisits(page, 'Test', '1.1.0.0')
    await supplyVisits(page, { Greeting: 'Good day' })
    await section.getByRole('button', { name: 'Replay the runs' }).click()
    await section.getByText('2 of 2 runs would go otherwise').waitFor()
    expectText(await otherwise.textContent(), /Greet.*would make something else/, 'what would go otherwise')
    // Whoever asked sees what was in the runs, too.
    await otherwise.getByText('Before and after').first().click()
    await otherwise
      .getByRole('region', { name: 'After' })
      .first()
      .getByText(/Good day, /)
      .waitFor()
    await pictures(page, '92-replay')
  })
  await accessible('a promotion with a replay')

  await step('it is kept with the promotion, without the values', async () => {
    await page.reload()
    await section.getByText(/^Replayed by/).waitFor()
    expectText(await otherwise.textContent(), /Greet.*would make something else/, 'what is kept')
    if (await otherwise.getByText('Before and after').first().isVisible()) throw new Error('values are kept')
  })

  await step('another plan drops it', async () => {
    await supplyVisits(page, { Greeting: 'Welcome' })
    await section.getByText(/^Replayed by/).waitFor({ state: 'detached' })
  })
})
