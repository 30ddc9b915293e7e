// The first minutes of somebody who wants to know what ran and who acted.
// BASE_URL or STEWARD_URL, STEWARD_USER and STEWARD_PASSWORD say where and as whom; STEWARD_ENVIRONMENT chooses an environment.
// Where nothing has run yet, STEWARD_BIN makes runs.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { journey, required, serverAddress } from '../journey.mjs'

const base = serverAddress()
const name = required('STEWARD_USER')
const password = required('STEWARD_PASSWORD')
const wanted = process.env.STEWARD_ENVIRONMENT

function fail(message) {
  throw new Error(message)
}

await journey(async ({ page, step, accessible }) => {
  const nav = (label) =>
    page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: label, exact: true })
  const heading = (label) => page.getByRole('heading', { level: 1, name: label })

  await step('the sign-in page opens', async () => {
    await page.goto(base)
    await heading('Sign in to Steward').waitFor()
  })
  await accessible('the sign-in page')

  await step('a wrong password is refused with a reason', async () => {
    await page.getByLabel('Name').fill(name)
    await page.getByLabel('Password').fill(`not ${password}`)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
  })

  await step(`${name} signs in`, async () => {
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: /^Signed in as/ }).waitFor()
  })

  if (wanted) {
    await step(`the key e leads to ${wanted}`, async () => {
      await page.getByRole('main').waitFor()
      await page.keyboard.press('e')
      await page.getByRole('combobox', { name: 'Find an environment' }).fill(wanted)
      await page.keyboard.press('Enter')
      await page.waitForURL((url) => url.pathname.startsWith(`/e/${wanted}/`))
    })
  }

  await step('something has run', async () => {
    const environment = new URL(page.url()).pathname.split('/')[2]
    const answer = await page.request.get(`${base}/api/v1/environments/${environment}/runs?limit=1`)
    const { value } = await answer.json()
    if (value.length > 0) return
    const env = { ...process.env, STEWARD_URL: base }
    await promisify(execFile)(required('STEWARD_BIN'), ['demo', 'run-as'], { env })
  })

  await step('the list of runs opens', async () => {
    await nav('Runs').click()
    await heading('Runs').waitFor()
    await page.getByRole('table', { name: 'Runs' }).getByRole('row').nth(1).waitFor()
  })
  await accessible('the list of runs')

  const acted = await step('a run says in the list who acted', async () => {
    const chips = page
      .getByRole('table', { name: 'Runs' })
      .getByRole('link', { name: /, (person|service account|group), / })
    await chips.first().waitFor()
    const row = page
      .getByRole('row')
      .filter({ has: page.getByRole('link', { name: /, (person|service account), / }) })
    return row
      .first()
      .getByRole('link', { name: /, run of / })
      .getAttribute('href')
  })

  await step('that run opens', async () => {
    await page.locator(`a[href="${acted}"]`).first().click()
    await page.getByRole('tree', { name: 'Actions' }).waitFor()
  })

  await step('an action of it says whose identity it used, and why', async () => {
    const tree = page.getByRole('tree', { name: 'Actions' })
    const action = tree.getByRole('treeitem', { name: /acts as / }).nth(0)
    await action.waitFor()
    const acts = (await action.getByRole('img', { name: /^acts as / }).getAttribute('aria-label')) ?? ''
    await action.click()
    await page.getByRole('tab', { name: 'Identity' }).click()
    const panel = page.getByRole('tabpanel')
    const chip = panel.getByRole('link', { name: /, (person|service account|group), / }).first()
    const who = (await chip.textContent()) ?? ''
    if (acts !== `acts as ${who}`) fail(`the list says “${acts}”, the identity tab says “${who}”`)
    await panel.getByText('Rule', { exact: true }).waitFor()
    console.log(`  # ${who}`)
  })
  await accessible('the run viewer')

  await step('the arrow keys walk through the actions', async () => {
    const tree = page.getByRole('tree', { name: 'Actions' })
    await page.keyboard.press('Tab')
    await tree.getByRole('treeitem', { selected: true }).focus()
    await page.keyboard.press('Home')
    await page.getByRole('region', { name: 'Trigger', exact: true }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.getByRole('region', { name: 'Trigger', exact: true }).waitFor({ state: 'detached' })
  })

  await step('the link to an action leads back to it', async () => {
    const region = page.getByRole('tabpanel')
    const before = await region.textContent()
    await page.reload()
    await region.waitFor()
    await page.getByRole('treeitem', { selected: true }).waitFor()
    if ((await region.textContent()) !== before) fail('after a reload another action is shown')
  })

  await step('the list of flows opens', async () => {
    await nav('Flows').click()
    await heading('Flows').waitFor()
    await page.getByRole('table', { name: 'Flows' }).getByRole('row').nth(1).waitFor()
  })
  await accessible('the list of flows')

  await step('a flow says whose identity each action will use', async () => {
    await page.getByRole('table', { name: 'Flows' }).getByRole('row').nth(1).getByRole('link').first().click()
    await page.getByRole('tab', { name: 'Overview' }).waitFor()
  })
  await accessible('the page of a flow')
  await step('its identities are listed', async () => {
    await page.getByRole('tab', { name: 'Identities' }).click()
    await page.getByRole('table', { name: 'Actions' }).waitFor()
  })
  await accessible('the identities of a flow')

  for (const label of ['Connections', 'Variables and references', 'Solutions', 'My buttons', 'People']) {
    await step(`the page “${label}” opens`, async () => {
      await nav(label).click()
      await heading(label).waitFor()
      await page.waitForFunction(() => !document.querySelector('[role="progressbar"]'))
    })
    await accessible(`the page “${label}”`)
  }

  await step('the dark theme can be chosen', async () => {
    await page.getByRole('button', { name: 'Switch to dark theme' }).click()
    await page.getByRole('button', { name: 'Switch to light theme' }).waitFor()
    await page.goto(new URL(acted, base).href)
    await page.getByRole('treeitem', { selected: true }).waitFor()
  })
  await accessible('the run viewer in the dark theme')

  await step('signing out leads to the sign-in page', async () => {
    await page.getByRole('button', { name: /^Signed in as/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await heading('Sign in to Steward').waitFor()
  })
})
