// A flow fails because somebody left; from its run it is repaired and repeated in two clicks. Then: where a connection is used, who may do
// what with it, and what replacing it would change.
// BASE_URL or STEWARD_URL says where; STEWARD_PASSWORD is the password of the demo. It disables Soul and leaves Soul enabled.
import { expectText, journey, openPage, serverAddress, signIn, signOut } from '../journey.mjs'

const base = serverAddress()
const password = process.env.STEWARD_PASSWORD ?? 'demo'
const environment = process.env.STEWARD_ENVIRONMENT ?? 'dev'
const FLOW = 'Contact changed: own connections'
const SECRET = /secret|password|token/i

await journey(async ({ page, step, accessible }) => {
  const dialog = page.getByRole('dialog')
  const picture = async (name) => {
    const folder = process.env.SCREENSHOTS
    if (folder) await page.screenshot({ path: `${folder}/80-${name}.png`, fullPage: true })
  }

  await step('an administrator sees every connection, whose it is and what kind', async () => {
    await page.goto(base)
    await signIn(page, 'admin', password)
    await useBoundConnections(page)
    await openPage(page, 'Connections')
    const table = page.getByRole('table', { name: 'Connections' })
    await table
      .getByRole('row', { name: /Soul's Dataverse/ })
      .getByText('personal')
      .waitFor()
    await page.getByLabel('Kind').selectOption({ label: 'Service account' })
    await table.getByRole('row', { name: /Soul's Dataverse/ }).waitFor({ state: 'detached' })
    await page.getByLabel('Kind').selectOption({ label: 'Any kind' })
    await picture('list')
  })
  await accessible('the list of connections')

  await step('a connection says what uses it, action by action, and never its secret', async () => {
    await page.getByRole('link', { name: "Soul's Dataverse", exact: true }).click()
    await page.getByRole('heading', { level: 1, name: "Soul's Dataverse" }).waitFor()
    const used = page.getByRole('region', { name: 'Where used' })
    await used.getByRole('link', { name: FLOW, exact: true }).waitFor()
    expectText(await used.textContent(), /Acts as Soul S\./, 'where used')
    const text = await page.getByRole('main').textContent()
    if (SECRET.test(text ?? '')) throw new Error('the page speaks of a secret')
    await picture('connection')
  })
  await accessible('the page of a connection')

  await step('rights are given and taken back', async () => {
    const authority = page.getByRole('region', { name: 'Authority' })
    await authority.getByLabel('Give rights to').selectOption({ label: 'David' })
    await authority.getByRole('button', { name: 'Give rights' }).click()
    await authority.getByRole('table', { name: 'Rights' }).getByText('use').waitFor()
    await authority.getByRole('button', { name: /^Take the rights of David/ }).click()
    await authority.getByText('Nobody else has rights on it.').waitFor()
  })

  await step(
    'replacing it shows before and after of each action, and changes nothing until asked',
    async () => {
      await page.getByRole('button', { name: 'Replace with…' }).click()
      await dialog.getByLabel('Use instead').selectOption({ label: "Roohi's Dataverse (acts as Roohi)" })
      const effects = dialog.getByLabel('Effects')
      await effects.getByText(/^Affects [1-9]\d* flows? and \d+ runs? under way\.$/).waitFor()
      const text = await effects.textContent()
      expectText(text, /Acts as Soul S\./, 'the effects')
      expectText(text, /Acts as Roohi/, 'the effects')
      await picture('replace')
    },
  )
  await accessible('the question whether to replace')

  const failed = await step('Soul is disabled, and the next run fails', async () => {
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    const headers = { origin: base }
    const disabled = await page.request.post(`${base}/api/v1/principals/soul/disable`, { headers })
    if (!disabled.ok()) throw new Error(`Soul is not disabled: ${disabled.status()}`)
    const sam = await page.context().browser().newContext({ baseURL: base })
    await sam.request.post('/auth/sign-in', { headers, data: { name: 'sam', password } })
    const rows = `/environments/${environment}/api/data/v9.2/contacts`
    const { value } = await (await sam.request.get(`${rows}?$select=contactid&$top=1`)).json()
    const description = `Changed at ${new Date().toISOString()}`
    await sam.request.patch(`${rows}(${value[0].contactid})`, { headers, data: { description } })
    await sam.close()
    const api = `${base}/api/v1/environments/${environment}`
    for (let attempt = 0; attempt < 40; attempt++) {
      const runs = await (await page.request.get(`${api}/runs?status=Failed&limit=20`)).json()
      const found = runs.value.find((run) => run.flow.name === FLOW)
      if (found) return found.id
      await page.waitForTimeout(250)
    }
    throw new Error('no run failed')
  })

  await step('Roohi opens the run from a link, after signing in', async () => {
    await signOut(page)
    await page.goto(`${base}/e/${environment}/runs/${failed}`)
    await signIn(page, 'roohi', password)
    await page.getByRole('tabpanel').getByText('AuthenticationFailed').first().waitFor()
    await picture('failed')
  })

  await step('one click says what signing in anew affects', async () => {
    await page.getByRole('button', { name: 'Fix and resubmit' }).click()
    const effects = dialog.getByLabel('Effects')
    await effects.getByText(/^Affects [1-9]/).waitFor()
    expectText(await effects.textContent(), /Acts as Roohi/, 'the effects')
    await picture('fix')
  })
  await accessible('the question whether to sign in anew')

  await step('a second click signs in anew and repeats the run, which succeeds', async () => {
    await dialog.getByRole('button', { name: 'Sign in anew and resubmit' }).click()
    await page.waitForURL((url) => !url.href.includes(failed))
    await page.getByRole('main').getByText('Succeeded', { exact: true }).first().waitFor()
  })
  await accessible('the run that succeeded')

  await step('an administrator lets Soul in again', async () => {
    await signOut(page)
    await signIn(page, 'admin', password)
    const enabled = await page.request.post(`${base}/api/v1/principals/soul/enable`, {
      headers: { origin: base },
    })
    if (!enabled.ok()) throw new Error(`Soul is not enabled: ${enabled.status()}`)
  })
})

/** Takes back what an earlier journey chose for the flow alone, so that its references decide again. */
async function useBoundConnections(page) {
  const flows = `${base}/api/v1/environments/${environment}/flows`
  const { references } = await (await page.request.get(`${flows}/${encodeURIComponent(FLOW)}`)).json()
  for (const { key } of references.filter(({ ofFlow }) => ofFlow)) {
    const address = `${flows}/${encodeURIComponent(FLOW)}/references/${encodeURIComponent(key)}`
    const reset = await page.request.put(address, { headers: { origin: base }, data: { connection: null } })
    if (!reset.ok()) throw new Error(`the choice of ${key} was not taken back: ${reset.status()}`)
  }
}
