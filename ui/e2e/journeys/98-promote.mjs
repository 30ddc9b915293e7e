// The solution of visits goes from Dev to Test to Prod with the eyes of a second person, runs there, and is rolled back; nobody changes
// Prod by hand.
// BASE_URL or STEWARD_URL says where; STEWARD_PASSWORD is the password of the demo.
import { expectText, journey, openPage, pictures, serverAddress, signIn, signOut } from '../journey.mjs'
import { confirmPromotion, FLOW, requestVisits, supplyVisits } from '../promotions.mjs'

const base = serverAddress()
const password = process.env.STEWARD_PASSWORD ?? 'demo'

await journey(async ({ page, step, accessible }) => {
  const dialog = page.getByRole('dialog')
  const button = (name) => page.getByRole('button', { name, exact: true })
  const state = (word) => page.getByRole('main').getByText(word, { exact: true }).first()

  const become = async (name) => {
    await signOut(page)
    await page.goto(base)
    await signIn(page, name, password)
  }
  const request = (to, version) => requestVisits(page, to, version)
  const supply = (site, owner) => supplyVisits(page, { Site: site }, owner)
  const apply = async () => {
    await confirmPromotion(page, 'Apply')
    await state('Applied').waitFor()
  }
  /** Roohi looks at what waits and approves it; then whoever asked is back on the same page. */
  const approved = async () => {
    const promotion = page.url()
    await become('roohi')
    await page
      .getByRole('navigation', { name: 'Pages' })
      .getByRole('link', { name: /^Waiting for you/ })
      .click()
    await page.getByRole('link', { name: /^Visits/ }).click()
    await button('Approve').click()
    await dialog.getByLabel('Comment').fill('Looked at it in Test.')
    await dialog.getByRole('button', { name: 'Approve', exact: true }).click()
    await state('Approved').waitFor()
    await become('admin')
    await page.goto(promotion)
  }

  await step('the pipeline shows which version is where', async () => {
    await page.goto(base)
    await signIn(page, 'admin', password)
    await openPage(page, 'Pipelines')
    await page.getByRole('link', { name: 'Open demo' }).click()
    const versions = page.getByRole('table', { name: 'Which version is where' })
    await versions.getByRole('row', { name: /^Visits/ }).waitFor()
    await pictures(page, 'promote-pipeline')
  })
  await accessible('the pipeline')

  await step('a promotion to Test is asked for, and says what it lacks', async () => {
    await request('Test')
    await page.getByRole('region', { name: 'What it would do' }).waitFor()
    expectText(
      await page.getByRole('main').textContent(),
      /demo_Site/,
      'the promotion without a value for the site',
    )
    await pictures(page, 'promote-request')
  })
  await accessible('the promotion that lacks something')

  await step('with connections and values it is applied, and the flow is on', async () => {
    await supply('Test')
    await apply()
    const now = page.getByRole('table', { name: 'Flows now' })
    await now.getByRole('row', { name: new RegExp(`${FLOW}.*On.*On`) }).waitFor()
    await pictures(page, 'promote-applied')
  })
  await accessible('the promotion that was applied')

  await step('on to Prod, which waits for somebody else', async () => {
    await page.getByRole('link', { name: /^Promote it on to/ }).click()
    await dialog.getByText(/^Freezes Visits/).waitFor()
    await dialog.getByRole('button', { name: 'Request the promotion' }).click()
    await page.waitForURL((url) => url.pathname.startsWith('/promotions/'))
    await page.getByRole('heading', { level: 1, name: /Prod$/ }).waitFor()
    await supply('Prod', 'Soul')
    await pictures(page, 'promote-owners')
    expectText(await button('Approve').getAttribute('aria-disabled'), /true/, 'the button to approve')
    await page.getByRole('main').getByText('You may not decide on it: you asked for it.').first().waitFor()
  })

  await step('its author may not approve it either', async () => {
    const promotion = page.url()
    await become('soul')
    await page.goto(promotion)
    await page
      .getByRole('main')
      .getByText('You may not decide on it: you wrote something of what it changes.')
      .first()
      .waitFor()
    expectText(await button('Approve').getAttribute('aria-disabled'), /true/, 'the button to approve')
    await pictures(page, 'promote-author')
    await become('admin')
    await page.goto(promotion)
    await state('Waiting').waitFor()
  })
  await accessible('the promotion that waits')

  await step('a second person approves, it is applied, and its flow is on, because two own it', async () => {
    await approved()
    await apply()
    const now = page.getByRole('table', { name: 'Flows now' })
    await now.getByRole('row', { name: new RegExp(`${FLOW}.*On.*On`) }).waitFor()
    await now.getByRole('link', { name: FLOW, exact: true }).click()
    await page.getByRole('heading', { level: 1, name: FLOW }).waitFor()
  })

  await step('it runs in Prod', async () => {
    const flow = `${base}/api/v1/environments/prod/flows/${page.url().split('/').at(-1)}`
    const headers = { origin: base }
    const started = await page.request.post(`${flow}/run`, { headers, data: { inputs: { text: 'Nadia' } } })
    if (!started.ok()) throw new Error(await started.text())
    await openPage(page, 'Runs')
    const runs = page.getByRole('table', { name: 'Runs' })
    await runs.getByRole('row', { name: new RegExp(`Succeeded.*${FLOW}`) }).waitFor({ timeout: 30_000 })
    await runs.getByRole('link', { name: FLOW, exact: true }).first().click()
    await page.getByRole('heading', { level: 1, name: FLOW }).waitFor()
  })

  await step('the key e keeps the flow open in Dev', async () => {
    await page.getByRole('main').focus()
    await page.keyboard.press('e')
    await page.getByRole('combobox', { name: 'Find an environment' }).waitFor()
    await page.screenshot({ path: `${process.env.SCREENSHOTS ?? '/tmp'}/promote-switcher.png` })
    await page.keyboard.type('dev')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/e\/dev\/flows\/./)
    await page.getByRole('heading', { level: 1, name: FLOW }).waitFor()
  })

  await step('a change by hand in Prod is refused, with what to do instead', async () => {
    await page.goto(`${base}/e/prod/variables`)
    const bind = page.getByRole('button', { name: 'Bind Dataverse of visits' })
    await bind.focus()
    await page.getByRole('tooltip').waitFor()
    expectText(await page.getByRole('tooltip').textContent(), /^Prod is protected:/, 'the button')
    await page.screenshot({ path: `${process.env.SCREENSHOTS ?? '/tmp'}/promote-refused.png` })
    const answer = await page.request.put(
      `${base}/api/v1/environments/prod/connection-references/demo_dataverse_visits`,
      { headers: { origin: base }, data: { connection: null } },
    )
    const { error } = await answer.json()
    expectText(`${answer.status()} ${error.code}`, /403 STW1113/, 'the answer of the server')
    expectText(error.hint, /solution|promot/, 'the hint of the server')
  })

  await step('the next version takes the same way', async () => {
    await request('Test', '1.1.0.0')
    await apply()
    await request('Prod')
    await approved()
    await apply()
    await state('Visits 1.1.0.0 is in Prod').waitFor()
  })

  await step('it is rolled back, with the eyes of a second person', async () => {
    await button('Roll back').click()
    await dialog.getByRole('radio', { name: /^1\.0\.0\.0/ }).waitFor()
    await dialog.getByRole('button', { name: 'Request the roll back' }).click()
    await page.getByRole('heading', { level: 1, name: /^Visits 1\.0\.0\.0/ }).waitFor()
    await approved()
    await apply()
    await page.goto(`${base}/e/prod/overview`)
    const releases = page.getByRole('table', { name: 'Releases' })
    await releases.getByRole('row', { name: /Rolled back.*Here now/ }).waitFor()
    await pictures(page, 'promote-environment')
  })
  await accessible('the page of Prod')
})
