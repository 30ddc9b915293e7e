// Soul leaves: from the continuity dashboard an administrator plans the hand-over, Roohi accepts, it is applied, the certificate is
// printed, and it is undone.
// BASE_URL or STEWARD_URL says where; STEWARD_PASSWORD is the password of the demo.
import { expectText, journey, openPage, serverAddress, signIn, signOut } from '../journey.mjs'

const base = serverAddress()
const password = process.env.STEWARD_PASSWORD ?? 'demo'

await journey(async ({ page, step, accessible }) => {
  const dialog = page.getByRole('dialog')
  const answer = async (verb) => {
    await page.getByRole('button', { name: verb, exact: true }).click()
    await dialog.getByRole('button', { name: verb, exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
  }
  const picture = async (name, options) => {
    const folder = process.env.SCREENSHOTS
    if (folder) await page.screenshot({ path: `${folder}/offboard-${name}.png`, fullPage: true, ...options })
  }

  await step('it is known when Soul leaves', async () => {
    await page.goto(base)
    await signIn(page, 'admin', password)
    const headers = { origin: base }
    const data = { leavesAt: '2099-01-31T00:00:00Z' }
    const leaves = await page.request.patch(`${base}/api/v1/principals/soul`, { headers, data })
    if (!leaves.ok()) throw new Error(`there is no leaving date: ${leaves.status()}`)
  })

  await step('the continuity dashboard says which flows depend on Soul', async () => {
    await openPage(page, 'Continuity')
    await page.getByRole('button', { name: /^[1-9]\d* Flows of people who leave$/ }).click()
    const atRisk = page.getByRole('table', { name: 'Flows at risk' })
    await atRisk
      .getByText(/^Soul S\., .* leaves on 2099-01-31\.$/)
      .first()
      .waitFor()
    await picture('dashboard')
    await atRisk.getByRole('link', { name: 'Hand over what Soul S. has' }).first().click()
  })

  await step('from there an administrator plans the hand-over', async () => {
    await dialog.getByText('Lists everything that resolves to Soul S.').waitFor()
    await dialog.getByLabel('Who gets it').selectOption({ label: 'Roohi' })
    await dialog.getByLabel('Name of the plan').fill('Soul leaves')
  })
  await accessible('the question who leaves')

  const plan = await step('the plan lists what resolves to Soul', async () => {
    await dialog.getByRole('button', { name: 'Make the plan' }).click()
    await page.getByRole('heading', { level: 1, name: 'Soul leaves' }).waitFor()
    const bound = page.getByRole('table', { name: 'Connections' })
    await bound.getByText('demo_dataverse_soul').first().waitFor()
    expectText(
      await page.getByRole('list', { name: 'Steps' }).textContent(),
      /Scope.*Everything of Soul S\./,
      'the steps',
    )
    await page.getByText('Nothing would fail').waitFor()
    await picture('plan')
    return page.url()
  })
  await accessible('the draft of a plan')

  await step('it is approved, and waits for Roohi', async () => {
    await answer('Approve')
    await page.getByText('Waits for Roohi to accept').first().waitFor()
    await signOut(page)
  })
  await accessible('the sign-in page')

  await step('Roohi accepts what she gets', async () => {
    await signIn(page, 'roohi', password)
    await page.goto(plan)
    await answer('Accept')
    await page.getByText('everybody who gets something has accepted').waitFor()
    await signOut(page)
  })

  await step('it is applied, and Soul is disabled', async () => {
    await signIn(page, 'admin', password)
    await page.goto(plan)
    await answer('Apply now')
    await page.getByText('Applied', { exact: true }).first().waitFor()
    await openPage(page, 'People')
    await page.getByRole('button', { name: 'Disable Soul S.' }).click()
    await dialog.getByRole('button', { name: 'Disable', exact: true }).click()
    await page.getByRole('button', { name: 'Enable Soul S.' }).waitFor()
  })

  await step('the certificate is clean', async () => {
    await page.goto(plan)
    await page.getByRole('button', { name: 'Issue the certificate of Soul S.' }).click()
    await page.getByText('Clean: nothing resolves to Soul S.').waitFor()
    await picture('applied')
  })
  await accessible('a plan that is applied')

  await step('the certificate is printed', async () => {
    const link = page.getByRole('link', { name: 'Open the certificate to print' })
    await page.goto(new URL(await link.getAttribute('href'), base).href)
    await page.getByRole('heading', { level: 1, name: 'Off-boarding certificate' }).waitFor()
    expectText(await page.locator('main').textContent(), /Clean: nothing resolves to this person/, 'the page')
    if ((await page.locator('script').count()) > 0) throw new Error('the page has a script')
    await page.emulateMedia({ media: 'print' })
    await picture('certificate')
    const printed = await page.pdf({ format: 'A4' })
    if (printed.subarray(0, 5).toString() !== '%PDF-') throw new Error('it does not print')
    await page.emulateMedia({ media: 'screen' })
  })
  await accessible('the certificate')

  await step('Soul is back, and the plan is undone', async () => {
    await page.goto(base)
    await openPage(page, 'People')
    await page.getByRole('button', { name: 'Enable Soul S.' }).click()
    await dialog.getByRole('button', { name: 'Enable', exact: true }).click()
    await page.getByRole('button', { name: 'Disable Soul S.' }).waitFor()
    await page.goto(plan)
    await answer('Undo')
    await page.getByText('It was applied, and taken back.').waitFor()
  })
})
