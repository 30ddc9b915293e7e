// An administrator asks what would fail if Soul were disabled, then looks into the audit log and verifies it.
// BASE_URL or STEWARD_URL says where; STEWARD_PASSWORD is the password of the demo.
import { expectText, journey, openPage, serverAddress, signIn, signOut } from '../journey.mjs'

const base = serverAddress()
const password = process.env.STEWARD_PASSWORD ?? 'demo'

await journey(async ({ page, step, accessible }) => {
  const picture = async (name) => {
    const folder = process.env.SCREENSHOTS
    if (folder) await page.screenshot({ path: `${folder}/continuity-${name}.png`, fullPage: true })
  }
  const failures = page.getByRole('table', { name: 'Failures' })
  const entries = page.getByRole('table', { name: 'Entries' })
  const dialog = page.getByRole('dialog')

  await step('an administrator opens the simulation', async () => {
    await page.goto(base)
    await signIn(page, 'admin', password)
    await openPage(page, 'Continuity')
    await page.getByRole('link', { name: 'Simulate an event' }).click()
    await page.getByText('Choose somebody or something to see what depends on it.').waitFor()
  })
  await accessible('the question what would fail')

  await step('disabling Soul would make actions fail', async () => {
    const soul = page.getByLabel('Who').locator('option', { hasText: '(soul)' })
    await page.getByLabel('Who').selectOption(await soul.getAttribute('value'))
    await page.getByLabel('Where').selectOption('dev')
    await page.getByRole('button', { name: 'Simulate' }).click()
    await failures.getByText('AuthenticationFailed').first().waitFor()
    expectText(
      await page.getByRole('main').textContent(),
      /\d+ actions of \d+ flows would fail\./,
      'the page',
    )
    await picture('simulation')
  })
  await accessible('what would fail')

  await step('a number leads to its rows', async () => {
    const tile = page.getByRole('button', { name: /fail for certain/ })
    const number = Number.parseInt((await tile.textContent()) ?? '', 10)
    await tile.click()
    const rows = (await failures.getByRole('row').count()) - 1
    if (rows !== number || rows === 0) throw new Error(`${rows} rows for the number ${number}`)
  })

  await step('a row leads to its action in the flow', async () => {
    await failures.getByRole('link').first().click()
    await page.waitForURL((url) => url.searchParams.get('tab') === 'flow' && url.searchParams.has('at'))
    await page.goBack()
    await failures.waitFor()
  })

  await step('a hand-over begins with whom was simulated', async () => {
    await page.getByRole('link', { name: 'Start a hand-over of Soul S.' }).click()
    await dialog.getByText('Lists everything that resolves to Soul S.').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
  })

  await step('the audit log is listed', async () => {
    await openPage(page, 'Audit')
    await entries.getByRole('row').nth(1).waitFor()
  })
  await accessible('the audit log')

  await step('a filter leaves what was done to flows by Soul', async () => {
    await page.getByLabel('Who asked').selectOption('soul')
    await page.getByLabel('Action', { exact: true }).fill('flow')
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await page.waitForURL((url) => url.searchParams.get('action') === 'flow')
    await entries.getByText('flow.enable').first().waitFor()
    if ((await entries.getByText('connection.create').count()) > 0) throw new Error('a connection is listed')
    const link = page.getByRole('link', { name: 'Export CSV' })
    const answer = await page.request.get(new URL(await link.getAttribute('href'), base).href)
    const [, ...lines] = (await answer.text()).trim().split('\n')
    if (lines.length === 0 || !lines.every((line) => line.includes('flow.'))) {
      throw new Error(`the export has something else: ${lines.find((line) => !line.includes('flow.'))}`)
    }
    await picture('audit')
  })

  await step('an entry tells everything that it says', async () => {
    await entries
      .getByRole('button', { name: /^Details of entry/ })
      .first()
      .click()
    await dialog.getByText('Particulars').waitFor()
    await picture('entry')
  })
  await accessible('an entry of the audit log')

  await step('the log is verified', async () => {
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Verify', exact: true }).click()
    await page.getByText(/The audit is whole: \d+ entries, none changed or missing\./).waitFor()
    await page.getByRole('button', { name: 'Copy the last hash' }).waitFor()
    await picture('verified')
  })
  await accessible('the verified log')

  await step('whoever may only run flows has neither page in the list', async () => {
    await signOut(page)
    await signIn(page, 'sam', password)
    const pages = page.getByRole('navigation', { name: 'Pages' })
    await pages.getByRole('link', { name: 'People', exact: true }).waitFor()
    for (const name of ['Continuity', 'Audit']) {
      if ((await pages.getByRole('link', { name, exact: true }).count()) > 0)
        throw new Error(`${name} is listed`)
    }
  })
})
