// An administrator simulates the end of a secret and of a security role, by keyboard, and sends the answer as a link.
// BASE_URL or STEWARD_URL says where; STEWARD_PASSWORD is the password of the demo.
import { expectText, journey, pictures, serverAddress, signIn } from '../journey.mjs'

const base = serverAddress()
const password = process.env.STEWARD_PASSWORD ?? 'demo'

await journey(async ({ page, step, accessible }) => {
  const main = page.getByRole('main')
  const failures = page.getByRole('table', { name: 'Failures' })
  await step('an administrator opens the simulation', async () => {
    await page.goto(`${base}/continuity/simulation`)
    await signIn(page, 'admin', password)
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
