// An admin of the installation blocks a connector: sees first which flow that turns off, finds it off with the reason, moves the
// connector by keyboard, and takes the policy away again, after which the flow is on.
// BASE_URL or STEWARD_URL says where; STEWARD_PASSWORD is the password of the demo.
import { expectText, journey, openPage, pictures, serverAddress, signIn } from '../journey.mjs'

const base = serverAddress()
const password = process.env.STEWARD_PASSWORD ?? 'demo'
const FLOW = 'Echo'
const CONNECTOR = 'HTTP request received'
const POLICY = 'No requests from outside'

await journey(async ({ page, step, accessible }) => {
  const dialog = page.getByRole('dialog')
  const effects = dialog.getByRole('status', { name: 'Effects' })
  const group = (name) => dialog.getByRole('region', { name, exact: true })
  const look = () => dialog.getByRole('button', { name: 'Show which flows it turns off' }).click()
  const isOn = async (word) => {
    await page.goto(`${base}/e/dev/flows`)
    await page.getByRole('row', { name: new RegExp(`^${FLOW}.*${word}`) }).waitFor()
  }

  await step('without a policy there is a sentence', async () => {
    await page.goto(base)
    await signIn(page, 'admin', password)
    await openPage(page, 'Data policies')
    await page.getByText('Flows may use all connectors together until there is one.').waitFor()
  })
  await accessible('no data policy')

  await step(
    'a connector is dragged to those that are blocked, and what that turns off is told first',
    async () => {
      await page.getByRole('button', { name: 'New data policy' }).click()
      await dialog.getByLabel(/^What it is called/).fill(POLICY)
      await dialog.getByLabel(/^Name/).fill('no-requests')
      const item = group('Non-business').getByRole('listitem').filter({ hasText: CONNECTOR })
      await item.dragTo(group('Blocked'))
      await group('Blocked').getByLabel(`Group of ${CONNECTOR}`).waitFor()
      await look()
      await effects.getByText(new RegExp(`^Turns off 1 flow: ${FLOW} \\(dev\\)`)).waitFor()
      await pictures(page, '87-policy')
    },
  )
  await accessible('a new data policy')

  await step('the same is done by keyboard', async () => {
    const choice = () => dialog.getByLabel(`Group of ${CONNECTOR}`)
    await choice().selectOption({ label: 'Non-business' })
    await group('Non-business').getByLabel(`Group of ${CONNECTOR}`).waitFor()
    await look()
    await effects.getByText('No flow that is there goes off or on.').waitFor()
    await choice().selectOption({ label: 'Blocked' })
    await look()
    await effects.getByText(/^Turns off 1 flow/).waitFor()
    await dialog.getByRole('button', { name: 'Make the policy' }).click()
    await dialog.waitFor({ state: 'detached' })
    const policy = page.getByRole('region', { name: POLICY })
    expectText(await policy.textContent(), /Everywhere.*HTTP request received.*Non-business/, 'the policy')
    await pictures(page, '87-policies')
  })
  await accessible('the data policies')

  await step('the flow is off, and says which policy keeps it off', async () => {
    await isOn('Off')
    await page.getByRole('link', { name: FLOW, exact: true }).click()
    await page.getByText(new RegExp(POLICY)).first().waitFor()
    await pictures(page, '87-flow')
  })

  await step('without the policy it is on again', async () => {
    await openPage(page, 'Data policies')
    await page.getByRole('button', { name: `Delete ${POLICY}` }).click()
    await effects.getByText(new RegExp(`^Turns on again 1 flow: ${FLOW} \\(dev\\)`)).waitFor()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await dialog.waitFor({ state: 'detached' })
    await isOn('On')
  })
})
