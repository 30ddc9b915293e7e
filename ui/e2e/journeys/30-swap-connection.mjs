// Somebody leaves, a flow fails because of it, and a co-owner repairs it: the story of the demo.
// BASE_URL or STEWARD_URL says where; STEWARD_PASSWORD is the password of the demo. Other journeys come before this one, because
// it disables Soul for a while.
import { expectText, journey, openPage, serverAddress, signIn, signOut } from '../journey.mjs'

const base = serverAddress()
const password = process.env.STEWARD_PASSWORD ?? 'demo'
const environment = process.env.STEWARD_ENVIRONMENT ?? 'dev'
const FLOW = 'Contact changed: own connections'
const ACTION = 'Add an audit row through Soul'

await journey(async ({ page, step, accessible }) => {
  const dialog = page.getByRole('dialog')
  const status = (word) => page.getByRole('main').getByText(word, { exact: true }).first()

  await step('an administrator reads what disabling Soul affects', async () => {
    await page.goto(base)
    await signIn(page, 'admin', password)
    await openPage(page, 'People')
    await page.getByRole('button', { name: 'Disable Soul S.' }).click()
    const effects = dialog.getByLabel('Effects')
    await effects.getByText(/^Affects \d+ connections? and \d+ flows?\./).waitFor()
    const text = await effects.textContent()
    expectText(text, /Affects [1-9]/, 'the effects line')
    expectText(text, /Contact changed: own connections|more/, 'the effects line')
    console.log(`  # ${text}`)
  })
  await accessible('the question whether to disable Soul')

  await step('Soul is disabled', async () => {
    await dialog.getByRole('button', { name: 'Disable', exact: true }).click()
    await page.getByRole('button', { name: 'Enable Soul S.' }).waitFor()
    await signOut(page)
  })

  await step('Sam changes a contact, which no page does', async () => {
    const sam = await page.context().browser().newContext({ baseURL: base })
    const headers = { origin: base }
    const signedIn = await sam.request.post('/auth/sign-in', { headers, data: { name: 'sam', password } })
    if (!signedIn.ok()) throw new Error(`Sam cannot sign in: ${signedIn.status()}`)
    const rows = `/environments/${environment}/api/data/v9.2/contacts`
    const { value } = await (await sam.request.get(`${rows}?$select=contactid&$top=1`)).json()
    const changed = await sam.request.patch(`${rows}(${value[0].contactid})`, {
      headers,
      data: { description: `Changed at ${new Date().toISOString()}` },
    })
    if (!changed.ok()) throw new Error(`the contact was not changed: ${changed.status()}`)
    await sam.close()
  })

  await step('Roohi finds the run that failed', async () => {
    await signIn(page, 'roohi', password)
    await page.getByRole('main').waitFor()
    await openPage(page, 'Runs')
    await page.getByLabel('Flow').selectOption({ label: FLOW })
    await page.getByLabel('Status').selectOption({ label: 'Failed' })
    await reloadUntil(page, page.getByRole('link', { name: new RegExp(`, run of ${FLOW}$`) }))
    await page
      .getByRole('link', { name: new RegExp(`, run of ${FLOW}$`) })
      .first()
      .click()
  })

  const failed = await step('the run opens on what failed, with the reason and the remedy', async () => {
    await status('Failed').waitFor()
    const panel = page.getByRole('tabpanel')
    await panel.getByText('AuthenticationFailed').first().waitFor()
    const alert = await panel.getByRole('alert').textContent()
    expectText(alert, /Authentication failed: the connection Soul's Dataverse/, 'the error')
    expectText(alert, /its owner Soul S\. \(soul\) was deactivated/, 'the error')
    expectText(alert, /A co-owner of the flow can swap the connection/, 'the error')
    const selected = page.getByRole('treeitem', { selected: true })
    expectText(await selected.textContent(), new RegExp(ACTION), 'the selected action')
    return page.url()
  })
  await accessible('the run that failed')

  await step('the message leads to the connections of the flow', async () => {
    await page.getByRole('link', { name: "See the flow's connections" }).click()
    await page.getByRole('heading', { level: 1, name: FLOW }).waitFor()
    await page.getByText('not valid: owner disabled').first().waitFor()
  })
  await accessible('the flow with a connection that is not valid')

  await step('Roohi reads what swapping to her own connection changes', async () => {
    await page.getByRole('button', { name: 'Swap connection of demo_dataverse_soul' }).click()
    await dialog.getByRole('radio', { name: /Roohi's Dataverse/ }).check()
    const effects = await dialog.getByLabel('Effects').textContent()
    expectText(effects, /act as Roohi/, 'the effects line')
    console.log(`  # ${effects}`)
  })
  await accessible('the question whether to swap')

  await step('the connection is swapped', async () => {
    await dialog.getByRole('button', { name: 'Swap', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('not valid: owner disabled').waitFor({ state: 'detached' })
  })

  await step('resubmitted from the run viewer, it succeeds', async () => {
    await page.goto(failed)
    await page.getByRole('button', { name: 'Resubmit', exact: true }).click()
    await dialog.getByRole('button', { name: 'Resubmit', exact: true }).click()
    await page.waitForURL((url) => url.href.split('?')[0] !== failed.split('?')[0])
    await status('Succeeded').waitFor()
    const action = page.getByRole('treeitem', { name: new RegExp(ACTION) })
    await action.getByRole('img', { name: 'acts as Roohi' }).waitFor()
  })
  await accessible('the run that succeeded')

  await step('an administrator lets Soul in again', async () => {
    await signOut(page)
    await signIn(page, 'admin', password)
    await openPage(page, 'People')
    await page.getByRole('button', { name: 'Enable Soul S.' }).click()
    await dialog.getByRole('button', { name: 'Enable', exact: true }).click()
    await page.getByRole('button', { name: 'Disable Soul S.' }).waitFor()
  })
})

/** Reloads the page until it shows something: a run appears when its trigger fired. */
async function reloadUntil(page, shown) {
  for (let attempt = 0; attempt < 20; attempt++) {
    await page.getByRole('table', { name: 'Runs' }).waitFor()
    if (await shown.first().isVisible()) return
    await page.waitForTimeout(500)
    await page.reload()
  }
  await shown.first().waitFor()
}
