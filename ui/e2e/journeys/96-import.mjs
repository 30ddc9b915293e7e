// A maker brings a package of Power Automate into an environment by the wizard: sees what it changes, binds its reference, imports
// it, and finds a flow that is on. The same package again changes nothing.
// BASE_URL or STEWARD_URL says where; STEWARD_PASSWORD is the password of the demo. The package is material beside the repository,
// in STEWARD_SHARED; without it the journey is skipped.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expectText, journey, openPage, pictures, serverAddress, signIn } from '../journey.mjs'

const base = serverAddress()
const password = process.env.STEWARD_PASSWORD ?? 'demo'
const shared = process.env.STEWARD_SHARED ?? fileURLToPath(new URL('../../../../shared', import.meta.url))
const PERMIT = `${shared}/corpus/solutions/MicrosoftLearning+PL-400_Microsoft-Power-Platform-Developer/Allfiles/Labs/L03/Completed/PermitManagement_1_0_0_3.zip`
const FLOW = 'Reset Inspections'

if (existsSync(PERMIT)) await journey(play)
else console.log(`skipped: there is no shared folder with ${PERMIT}`)

async function play({ page, step, accessible }) {
  const main = page.getByRole('main')
  const wizard = page.getByRole('navigation', { name: 'Steps of the import' })
  const next = () => page.getByRole('button', { name: 'Next', exact: true }).click()
  const opened = (name) => wizard.getByRole('button', { name, current: 'step' }).waitFor()
  const reachChanges = async () => {
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByLabel('Package').setInputFiles(PERMIT)
    await next()
    await page.getByRole('button', { name: 'Show what changes' }).click()
    await opened('What changes')
  }

  await step('a package is chosen, and nothing else is needed to see what it would do', async () => {
    await page.goto(`${base}/e/dev/solutions`)
    await signIn(page, 'soul', password)
    await pictures(page, '96-solutions')
    await reachChanges()
    await main.getByText(/^Installs .+ 1\.0\.0\.3$/).waitFor()
    await pictures(page, '96-changes')
  })
  await accessible('what a package changes')

  await step('each part of the plan can be looked at', async () => {
    for (const tab of [
      'Flows',
      'Identity changes',
      'Connections',
      'Variables',
      'Tables',
      'Checks',
      'Components',
    ]) {
      await page.getByRole('tab', { name: tab }).click()
      await page.getByRole('tab', { name: tab, selected: true }).waitFor()
    }
    const components = page.getByRole('table', { name: 'Components' })
    expectText(await components.textContent(), /Flow.*Reset Inspections.*Added/, 'the components')
    await page.getByRole('tab', { name: 'Flows' }).click()
    const flows = page.getByRole('table', { name: 'Flows' })
    expectText(await flows.textContent(), /Reset Inspections.*Off/, 'the flows before anything is bound')
    await pictures(page, '96-flows')
  })
  await accessible('the flows of a plan')

  await step('its reference is bound to a connection of whoever deploys', async () => {
    await next()
    await opened('Connections')
    const reference = page.getByRole('combobox').last()
    const own = reference.getByRole('option', { name: /^Soul's Dataverse, acts as/ })
    await reference.selectOption(await own.getAttribute('value'))
    await page.getByRole('button', { name: "Test Soul's Dataverse" }).click()
    await main.getByText('Accepted').waitFor()
    await pictures(page, '96-bind')
  })
  await accessible('binding the references of a package')

  await step('no variable is asked for, and the flows get a second owner', async () => {
    await next()
    await main.getByText('The package has no environment variable.').waitFor()
    await next()
    await page.getByLabel(`Add an owner of ${FLOW}`).fill('Roohi')
    await page.getByRole('option', { name: /Roohi/ }).click()
    await page.getByRole('list', { name: `Owners of ${FLOW} in the settings` }).waitFor()
    await main
      .getByRole('link', { name: /^Roohi/ })
      .first()
      .waitFor()
    await pictures(page, '96-owners')
  })
  await accessible('naming owners')

  await step('every check can be read, and leads to what mends it', async () => {
    await next()
    await page.getByRole('table', { name: 'Checks' }).waitFor()
    await pictures(page, '96-checks')
  })
  await accessible('the checks of a plan')

  await step('runs can be replayed, of which there are none yet', async () => {
    await next()
    await page.getByRole('button', { name: 'Replay the runs' }).click()
    await main.getByText('There is no run to replay').waitFor()
    await pictures(page, '96-replay')
  })
  await accessible('a replay')

  await step('it is imported, and a flow is on', async () => {
    await next()
    await page.getByLabel('Note').fill('Permits begin')
    await pictures(page, '96-apply')
    await page.getByRole('button', { name: 'Import into Dev' }).click()
    await main.getByText(/1\.0\.0\.3 is in Dev\.$/).waitFor()
    await main.getByText(/^Installed .+ 1\.0\.0\.3$/).waitFor()
    await page.getByRole('tab', { name: 'Flows' }).click()
    const row = page.getByRole('table', { name: 'Flows' }).getByRole('row', { name: new RegExp(FLOW) })
    expectText(await row.textContent(), /not hereOnSoul S\..*Roohi/, 'the flow after the import')
    await pictures(page, '96-done')
  })
  await accessible('what an import did')

  await step('the solution says what is in it, who acts, and who released it', async () => {
    await page.getByRole('button', { name: 'Open the solution' }).click()
    const references = page.getByRole('table', { name: 'Connection references' })
    expectText(await references.textContent(), /Soul's Dataverse.*Soul/, 'the references')
    await pictures(page, '96-solution')
    await page.getByRole('tab', { name: 'Releases' }).click()
    const releases = page.getByRole('list', { name: 'Releases' })
    expectText(await releases.textContent(), /1\.0\.0\.3.*here now.*Soul/, 'the releases')
    expectText(await releases.textContent(), /Permits begin/, 'the note of the release')
  })
  await accessible('the releases of a solution')

  await step('its flow is on', async () => {
    await openPage(page, 'Flows')
    const row = page.getByRole('row', { name: new RegExp(FLOW) })
    expectText(await row.textContent(), /On/, 'the flow in the list')
  })

  await step('the same package again changes nothing', async () => {
    await openPage(page, 'Solutions')
    await reachChanges()
    await main.getByText(/^Nothing changes: .+ 1\.0\.0\.3 is here/).waitFor()
    await wizard.getByRole('button', { name: 'Import' }).click()
    const button = page.getByRole('button', { name: 'Import into Dev' })
    if ((await button.getAttribute('aria-disabled')) !== 'true') throw new Error('it can be imported again')
    await pictures(page, '96-nothing')
  })
  await accessible('an import that changes nothing')
}
