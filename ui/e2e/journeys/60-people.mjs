// An administrator makes a group and a service account, says when its sponsor leaves, and finds that wherever the sponsor is mentioned.
// BASE_URL or STEWARD_URL says where; STEWARD_PASSWORD is the password of the demo.
import { expectText, journey, openPage, serverAddress, signIn, signOut } from '../journey.mjs'

const base = serverAddress()
const password = process.env.STEWARD_PASSWORD ?? 'demo'
const unique = Date.now()
const TEAM = `Payroll ${unique}`
const ANA = `Ana ${unique}`
const BOT = `Payroll bot ${unique}`

await journey(async ({ page, step, accessible }) => {
  const dialog = page.getByRole('dialog')
  const main = page.getByRole('main')
  const picture = async (name) => {
    const folder = process.env.SCREENSHOTS
    if (folder) await page.screenshot({ path: `${folder}/60-${name}.png`, fullPage: true })
  }
  const confirm = async (verb) => {
    await dialog.getByRole('button', { name: verb, exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
  }

  await step('an administrator makes a user', async () => {
    await page.goto(base)
    await signIn(page, 'admin', password)
    await openPage(page, 'People')
    await picture('users')
    await page.getByRole('button', { name: 'New user' }).click()
    await dialog.getByLabel('Sign-in name').fill(`ana-${unique}`)
    await dialog.getByLabel('Name', { exact: true }).fill(ANA)
    await dialog.getByLabel('Password').fill('a password of her own')
    await picture('new-user')
  })
  await accessible('the question for a new user')

  await step('the user has a page', async () => {
    await confirm('Create')
    await page.getByRole('heading', { level: 1, name: ANA }).waitFor()
    await page.getByRole('region', { name: 'Sessions' }).getByText('is signed in nowhere').waitFor()
  })

  await step('a group is made, and gets members', async () => {
    await main.getByRole('link', { name: 'People' }).click()
    await page.getByRole('tab', { name: 'Groups' }).click()
    await page.getByRole('button', { name: 'New group' }).click()
    await dialog.getByLabel('Short name').fill(`payroll-${unique}`)
    await dialog.getByLabel('Name', { exact: true }).fill(TEAM)
    await confirm('Create')
    await page.getByRole('heading', { level: 1, name: TEAM }).waitFor()
    const members = page.getByRole('region', { name: 'Members' })
    await members.getByText('Nobody is in this group.').waitFor()
    for (const name of ['Roohi', ANA]) {
      await members.getByLabel('Add to the group').selectOption({ label: name })
      await members.getByRole('button', { name: 'Add', exact: true }).click()
      await members.getByRole('link', { name: new RegExp(`^${name}`) }).waitFor()
    }
    await picture('group')
    await members.getByRole('button', { name: `Remove Ana ${unique} from ${TEAM}` }).click()
    await members.getByRole('link', { name: /^Ana/ }).waitFor({ state: 'detached' })
  })
  await accessible('the page of a group')

  await step('a service account is made, with a team and a sponsor', async () => {
    await main.getByRole('link', { name: 'People' }).click()
    await page.getByRole('tab', { name: 'Service accounts' }).click()
    await page.getByRole('button', { name: 'New service account' }).click()
    await dialog.getByLabel('Short name').fill(`payroll-bot-${unique}`)
    await dialog.getByLabel('Name', { exact: true }).fill(BOT)
    await dialog.getByLabel('Team').selectOption({ label: TEAM })
    await dialog.getByLabel('Add a sponsor').selectOption({ label: ANA })
    await dialog.getByRole('list', { name: 'Sponsors' }).getByText(ANA).waitFor()
    await dialog.getByLabel('Ends on').fill('2099-06-30')
    await picture('new-service-account')
  })
  await accessible('the question for a new service account')

  await step('its page says who answers for it, and until when', async () => {
    await confirm('Create')
    await page.getByRole('heading', { level: 1, name: BOT }).waitFor()
    const details = page.getByRole('region', { name: 'Details' })
    await details.getByRole('link', { name: new RegExp(`^${TEAM}`) }).waitFor()
    await details.getByRole('link', { name: new RegExp(`^${ANA}`) }).waitFor()
    await details.getByText('2099-06-30').waitFor()
  })

  await step('its sponsor gets a leaving date, after a line that says what it does', async () => {
    await main.getByRole('link', { name: new RegExp(`^${ANA}`) }).click()
    await page.getByRole('heading', { level: 1, name: ANA }).waitFor()
    await page.getByRole('button', { name: 'Change', exact: true }).click()
    await dialog.getByLabel('Leaves on').fill('2099-03-31')
    await dialog.getByLabel('Manager').selectOption({ label: 'Rita' })
    const effects = dialog.getByLabel('Effects')
    await effects.getByText(/The date ends nothing by itself/).waitFor()
    expectText(await effects.textContent(), /Changes the manager and the leaving date of/, 'the effects')
    await picture('change')
  })
  await accessible('the question what to change')

  await step('the page of the sponsor shows it', async () => {
    await confirm('Save')
    await main.getByText('Leaves 2099-03-31').waitFor()
    await main.getByRole('link', { name: /^Rita/ }).waitFor()
    await picture('user')
  })
  await accessible('the page of a user who leaves')

  await step('so does the chip, where the service account is listed', async () => {
    await openPage(page, 'People')
    await page.getByRole('tab', { name: 'Service accounts' }).click()
    const table = page.getByRole('table', { name: 'Service accounts' })
    await table
      .getByRole('row', { name: new RegExp(BOT) })
      .getByText('leaves 2099-03-31')
      .waitFor()
    await table
      .getByRole('row', { name: /Finance bot/ })
      .getByText('No team')
      .waitFor()
    await picture('service-accounts')
  })
  await accessible('the list of service accounts')

  await step('a token of the service account is revoked', async () => {
    const headers = { origin: base }
    const tokens = `${base}/api/v1/principals/payroll-bot-${unique}/tokens`
    const made = await page.request.post(tokens, { headers, data: { name: 'Nightly' } })
    if (!made.ok()) throw new Error(`there is no token: ${made.status()}`)
    await page.getByRole('link', { name: `payroll-bot-${unique}`, exact: true }).click()
    await page.getByRole('button', { name: 'Revoke Nightly' }).click()
    await main.getByText(`No program has a token of ${BOT}.`).waitFor()
  })

  await step('somebody who is no administrator reads all this, and changes nothing', async () => {
    await signOut(page)
    await signIn(page, 'david', password)
    await openPage(page, 'People')
    await page.getByRole('tab', { name: 'Groups' }).click()
    const create = page.getByRole('button', { name: 'New group' })
    if ((await create.getAttribute('aria-disabled')) !== 'true') throw new Error('David may make a group')
    await page.getByRole('link', { name: `payroll-${unique}`, exact: true }).click()
    await page
      .getByRole('region', { name: 'Members' })
      .getByRole('link', { name: /^Roohi/ })
      .waitFor()
    if (await page.getByLabel('Add to the group').isVisible()) throw new Error('David may add members')
  })
  await accessible('the page of a group for somebody who is no administrator')
})
