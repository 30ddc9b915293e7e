// An administrator sees which flows are at risk and what hangs on Soul, makes a flow safer, simulates the end of a secret and of a
// security role by keyboard, and sends the answer as a link.
// BASE_URL or STEWARD_URL says where; STEWARD_PASSWORD is the password of the demo.
import { expectText, journey, openPage, pictures, serverAddress, signIn, switchTheme } from '../journey.mjs'

const base = serverAddress()
const FLOW = 'Count the contacts every day'
const password = process.env.STEWARD_PASSWORD ?? 'demo'

await journey(async ({ page, step, accessible }) => {
  const main = page.getByRole('main')
  const failures = page.getByRole('table', { name: 'Failures' })
  const atRisk = page.getByRole('table', { name: 'Flows at risk' })
  await step('a flow loses its co-owner, and Soul will leave', async () => {
    await page.goto(base)
    await signIn(page, 'admin', password)
    const headers = { origin: base }
    const flow = `${base}/api/v1/environments/dev/flows/${encodeURIComponent(FLOW)}`
    const unshared = await page.request.delete(`${flow}/grants/roohi`, { headers })
    const soul = `${base}/api/v1/principals/soul`
    const leaves = await page.request.patch(soul, { headers, data: { leavesAt: '2099-01-31T00:00:00Z' } })
    if (!unshared.ok() || !leaves.ok()) throw new Error(`${unshared.status()}, ${leaves.status()}`)
  })

  await step('an administrator sees the score and what is at risk', async () => {
    await openPage(page, 'Continuity')
    await main.getByText(/^[1-9]\d* of \d+ flows (is|are) at risk\.$/).waitFor()
    await atRisk.getByRole('row').nth(1).waitFor()
    await pictures(page, '95-dashboard')
  })
  await accessible('the continuity dashboard')
  await step('it is as readable in the dark', () => switchTheme(page))
  await accessible('the dark continuity dashboard')
  await step('and light again', () => switchTheme(page))

  await step('a number leads to its flows, by keyboard', async () => {
    const tile = page.getByRole('button', { name: /Flows with one owner$/ })
    const number = Number.parseInt((await tile.textContent()) ?? '', 10)
    await tile.focus()
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.searchParams.get('reason') === 'oneOwner')
    await atRisk.getByText('only owner').first().waitFor()
    const rows = (await atRisk.getByRole('row').count()) - 1
    if (rows !== number || rows === 0) throw new Error(`${rows} rows for the number ${number}`)
  })

  await step('a flow gets a second owner, and is at risk for that no more', async () => {
    await atRisk.getByRole('button', { name: `Add a co-owner: ${FLOW}` }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Who').selectOption({ label: 'Roohi' })
    await dialog.getByText('Affects 1 flow. Roohi can change it').waitFor()
    await pictures(page, '95-co-owner')
    await dialog.getByRole('button', { name: 'Make a co-owner' }).click()
    await dialog.waitFor({ state: 'detached' })
    await main.getByText('No flow matches the filter.').waitFor()
  })

  await step('from somebody whom a flow depends on it is one click to the simulation', async () => {
    await page.goto(`${base}/continuity`)
    await page.getByLabel('Depends on').selectOption({ label: 'Soul S.' })
    await page.waitForURL((url) => url.searchParams.has('principal'))
    await atRisk.getByRole('link', { name: 'Simulate that Soul S. leaves' }).first().click()
    await failures.getByText('AuthenticationFailed').first().waitFor()
    await page.goBack()
  })

  await step('the page of a person has numbers that lead to rows', async () => {
    await atRisk
      .getByRole('link', { name: /^Soul S\./ })
      .first()
      .click()
    const hangs = page.getByRole('region', { name: 'What hangs on Soul S.' })
    const tile = hangs.getByRole('button', { name: /Flows owned$/ })
    const number = Number.parseInt((await tile.textContent()) ?? '', 10)
    await tile.press('Enter')
    const owned = hangs.getByRole('table', { name: 'Flows owned' })
    await owned.waitFor()
    const rows = (await owned.getByRole('row').count()) - 1
    if (rows !== number || rows === 0) throw new Error(`${rows} rows for the number ${number}`)
    await hangs.getByRole('button', { name: /Connections$/ }).click()
    await hangs.getByRole('link', { name: "Soul's Dataverse" }).waitFor()
    await hangs
      .getByText(/owns \d+ rows? of tables, and \d+ runs? of the last 30 days acted as them/)
      .waitFor()
    await pictures(page, '95-person')
  })
  await accessible('the page of a person')

  await step('leaving is simulated and handed over from there', async () => {
    const link = page.getByRole('link', { name: 'Hand over', exact: true })
    if (!(await link.getAttribute('href')).includes('leaver=soul')) throw new Error('it is of somebody else')
    await page.getByRole('link', { name: 'Simulate leaving' }).click()
    await failures.getByText('AuthenticationFailed').first().waitFor()
  })

  await step('the simulation begins empty', async () => {
    await page.goto(`${base}/continuity/simulation`)
    await page.getByText('Choose somebody or something to see what depends on it.').waitFor()
  })

  await step('a connection is chosen with the keyboard', async () => {
    await page.getByLabel('To what').focus()
    await page.keyboard.type('A conn')
    await page.getByRole('option', { name: /^Roohi's Dataverse/ }).waitFor({ state: 'attached' })
    await page.keyboard.press('Tab')
    await page.keyboard.type('Roohi')
    await page
      .getByRole('list', { name: 'Chosen' })
      .getByRole('link', { name: "Roohi's Dataverse" })
      .waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.type('their secrets')
    await page.getByLabel('On (now, if empty)').fill('2099-01-31')
    await page.getByRole('button', { name: 'Simulate' }).focus()
    await page.keyboard.press('Enter')
  })

  const link = await step('what fails from the day on which its secret ends is told', async () => {
    await failures.getByText('At a date').first().waitFor()
    expectText(await main.textContent(), /\d+ actions of 5 flows would fail\./, 'the page')
    const days = page.getByRole('region', { name: 'From when' })
    expectText(await days.textContent(), /31 Jan 2099|Jan 31, 2099/, 'the timeline')
    await page.getByRole('button', { name: /fail on the next edit/ }).press('Enter')
    await page.waitForURL((url) => url.searchParams.get('show') === 'onNextEdit')
    await pictures(page, '95-simulation')
    return page.url()
  })
  await accessible('the simulation of a secret')

  await step('the address alone shows the same', async () => {
    await page.goto('about:blank')
    await page.goto(link)
    await failures.getByText('On the next edit').first().waitFor()
    if ((await failures.getByText('At a date').count()) > 0) throw new Error('the filter is gone')
    await page.getByRole('list', { name: 'Chosen' }).getByText("Roohi's Dataverse").waitFor()
  })

  await step('a security role that nobody has any more', async () => {
    await page.getByRole('button', { name: "Remove Roohi's Dataverse" }).click()
    await page.getByLabel('To what').selectOption({ label: 'A security role' })
    await page.getByLabel('Which').selectOption({ label: 'Contacts and audit (Dev)' })
    await page.getByLabel('What happens').selectOption({ label: 'nobody has them any more' })
    await page.getByLabel('On (now, if empty)').fill('')
    await page.getByRole('button', { name: 'Simulate' }).click()
    await page.waitForURL((url) => url.searchParams.get('event') === 'roleLost')
    await failures.getByText('prvCreatedemo_audit').first().waitFor()
  })
  await accessible('the simulation of a security role')
})
