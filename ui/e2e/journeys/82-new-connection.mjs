// An administrator makes a connection with a password for a service account; its page says what there is of it and how
// trying it went, and never the password.
// BASE_URL or STEWARD_URL says where; STEWARD_PASSWORD is the password of the demo.
import { expectText, journey, pictures, serverAddress, signIn, signOut } from '../journey.mjs'

const base = serverAddress()
const password = process.env.STEWARD_PASSWORD ?? 'demo'
const NAME = `CRM ${Date.now()}`
const SECRET = 'a-secret-that-nobody-reads'

await journey(async ({ page, step, accessible }) => {
  const dialog = page.getByRole('dialog')
  const main = page.getByRole('main')

  await step('a connector says what it asks for', async () => {
    await page.goto(`${base}/e/dev/connections`)
    await signIn(page, 'admin', password)
    await page.getByRole('button', { name: 'New connection' }).click()
    await dialog.getByLabel('Connector').selectOption({ label: 'HTTP with a connection' })
    await dialog.getByLabel('Acts as').selectOption({ label: 'Finance bot (service account)' })
    await dialog.getByLabel('How to say who connects').selectOption({ label: 'User name and password' })
    await dialog.getByLabel('Base address').fill('https://crm.example.org/api')
    await dialog.getByLabel('User name').fill('svc')
    await dialog.getByLabel('Password').fill(SECRET)
    await dialog.getByLabel('Expires on').fill('2099-01-31')
    await dialog.getByLabel('Name', { exact: true }).fill(NAME)
    await pictures(page, '82-new-connection')
  })
  await accessible('the question for a new connection')

  await step('its page has its versions and what was done to it, and not the password', async () => {
    await dialog.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: NAME }).waitFor()
    await main.getByText('Never tested').waitFor()
    const versions = page.getByRole('table', { name: 'Versions' })
    expectText(await versions.textContent(), /1Used.*Administrator.*2099/, 'the versions')
    const activity = page.getByRole('table', { name: 'Activity' })
    expectText(await activity.textContent(), /Administrator.*connection\.create/, 'the activity')
    if ((await page.content()).includes(SECRET)) throw new Error('the password is in the page')
    await pictures(page, '82-connection')
  })
  await accessible('the page of a new connection')

  await step('it gets its next credentials, and is switched to them and back', async () => {
    await page.getByRole('button', { name: 'Give the next ones' }).click()
    await dialog.getByLabel('Password').fill(`${SECRET}-next`)
    await dialog.getByText('Those that are used stay until somebody switches.').waitFor()
    await pictures(page, '82-rotate')
    await dialog.getByRole('button', { name: 'Give them' }).click()
    await dialog.waitFor({ state: 'detached' })
    const versions = page.getByRole('table', { name: 'Versions' })
    const second = versions.getByRole('row').nth(1)
    await second.getByText('used once somebody switches').waitFor()
    await second.getByRole('button', { name: 'Use it now: version 2' }).click()
    await second.getByText('Used', { exact: true }).waitFor()
    await versions.getByRole('button', { name: 'Use it again: version 1' }).click()
    await second.getByText('Former').waitFor()
  })
  await accessible('the page of a connection with two versions')

  await step('it is tried, and cannot be reached', async () => {
    const health = page.getByRole('region', { name: 'Health' })
    await health.getByText('Nobody has tried it yet.').waitFor()
    await health.getByRole('button', { name: 'Test now' }).click()
    await health.getByText('Unreachable').waitFor()
    await main.getByText('Failing').first().waitFor()
    await pictures(page, '82-tested')
  })
  await accessible('the page of a connection that fails')

  await step('the audit has all of it', async () => {
    await page.getByRole('link', { name: 'All of it in the audit' }).click()
    const entries = page.getByRole('table', { name: 'Entries' })
    await entries.getByText('connection.create').waitFor()
    await entries.getByText('connection.test').waitFor()
    await page.goBack()
    await page.getByRole('heading', { level: 1, name: NAME }).waitFor()
  })

  await step('the end of its secret can be simulated', async () => {
    await page.goto(`${base}/continuity/simulation`)
    await page.getByLabel('To what').selectOption({ label: 'A secret that expires' })
    const secret = page.getByLabel('Which').getByRole('option', { name: NAME })
    await secret.waitFor({ state: 'attached' })
    await page.getByLabel('Which').selectOption(await secret.getAttribute('value'))
    await page.getByRole('button', { name: 'Simulate' }).click()
    await main.getByText('Nothing breaks').waitFor()
    const { searchParams } = new URL(page.url())
    if (searchParams.get('on') !== '2099-01-31') throw new Error('it is not simulated on its day')
  })

  await step('whoever may not read the audit is told so, and tries a connection of theirs', async () => {
    await signOut(page)
    await page.goto(`${base}/e/dev/connections`)
    await signIn(page, 'roohi', password)
    await page.getByRole('link', { name: "Roohi's Dataverse", exact: true }).click()
    const activity = page.getByRole('region', { name: 'Activity' })
    expectText(await activity.textContent(), /Only auditors and admins of the environment/, 'the activity')
    const health = page.getByRole('region', { name: 'Health' })
    await health.getByRole('button', { name: 'Test now' }).click()
    await health.getByText('Accepted').first().waitFor()
  })
})
