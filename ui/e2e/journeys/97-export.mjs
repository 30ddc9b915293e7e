// A maker makes a solution with a variable, a reference and two tables, one of which points to the other, and exports it: what it
// needs and lacks is added with one click, and the package and the settings to fill in can be downloaded.
// BASE_URL or STEWARD_URL says where; STEWARD_PASSWORD is the password of the demo.
import { expectText, journey, openPage, pictures, serverAddress, signIn } from '../journey.mjs'

const base = serverAddress()
const password = process.env.STEWARD_PASSWORD ?? 'demo'
const SUFFIX = String(Date.now())
const NAME = `Orders ${SUFFIX}`

await journey(async ({ page, step, accessible }) => {
  const dialog = page.getByRole('dialog')
  const main = page.getByRole('main')
  const components = page.getByRole('table', { name: 'Components' })
  const more = async (item) => {
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: item }).click()
    await dialog.waitFor()
  }
  const create = async () => {
    await dialog.getByRole('button', { name: 'Create' }).click()
    await dialog.waitFor({ state: 'detached' })
  }
  // A label of a field that must be filled ends in a star.
  const field = (label) => dialog.getByLabel(new RegExp(`^${label}\\s*\\*?$`))
  const next = () => page.getByRole('button', { name: 'Next', exact: true }).click()

  await step('a solution is made, and is empty', async () => {
    await page.goto(`${base}/e/dev/solutions`)
    await signIn(page, 'soul', password)
    await page.getByRole('button', { name: 'New solution' }).click()
    await field('Name').fill(NAME)
    await field('Publisher').fill('Journey')
    await dialog.getByLabel('Prefix').fill('jny')
    await pictures(page, '97-new-solution')
    await create()
    await page.getByRole('heading', { level: 1, name: NAME }).waitFor()
    await main.getByText('Nothing is in it yet.').waitFor()
  })
  await accessible('an empty solution')

  await step('a variable and a reference are made in it', async () => {
    await more('New variable in it')
    await dialog.getByLabel('Name in files').fill(`jny_Limit${SUFFIX}`)
    await dialog.getByLabel('Type').selectOption({ label: 'Number' })
    await dialog.getByLabel('Default').fill('500')
    await create()
    await more('New connection reference in it')
    await dialog.getByLabel('Name in files').fill(`jny_rows${SUFFIX}`)
    await dialog.getByLabel('Connector').selectOption('shared_commondataserviceforapps')
    await create()
    await components.getByRole('row', { name: new RegExp(`jny_rows${SUFFIX}`) }).waitFor()
    expectText(await components.textContent(), /Environment variable.*jny_limit/i, 'the components')
  })

  await step('two tables are made in it, of which one points to the other', async () => {
    await more('New table in it')
    await field('Name').fill(`Order${SUFFIX}`)
    await create()
    await more('New table in it')
    await field('Name').fill(`Line${SUFFIX}`)
    await dialog.getByRole('button', { name: 'Add a column' }).click()
    await field('Column').fill('Order')
    await dialog.getByLabel('Holds').selectOption({ label: 'Row of another table' })
    await field('Table').selectOption(`jny_order${SUFFIX}`)
    await pictures(page, '97-new-table')
    await create()
    await components.getByRole('row', { name: new RegExp(`jny_line${SUFFIX}`) }).waitFor()
    await pictures(page, '97-solution')
  })
  await accessible('a solution with components')

  await step('an export names what is needed and not in it, and adds it', async () => {
    await page.getByRole('button', { name: `Take out Order${SUFFIX}` }).click()
    await dialog.getByRole('button', { name: 'Take out' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByLabel('Version of the package').waitFor()
    await pictures(page, '97-version')
    await next()
    const add = page.getByRole('button', { name: `Add Order${SUFFIX}` })
    await add.waitFor()
    await pictures(page, '97-missing')
    await add.click()
    await components.getByRole('row', { name: new RegExp(`jny_order${SUFFIX}`) }).waitFor()
    await main.getByText('that it does not have').waitFor({ state: 'detached' })
  })
  await accessible('the content of an export')

  await step('its findings, and what each environment supplies, can be read', async () => {
    await next()
    await page.getByRole('region', { name: 'Findings' }).waitFor()
    await pictures(page, '97-findings')
    await next()
    const variables = page.getByRole('table', { name: 'Environment variables' })
    expectText(await variables.textContent(), /500/, 'the variables')
  })

  await step('the package, its signature and the settings are there to download', async () => {
    await next()
    await pictures(page, '97-download')
    const starts = async (name) => {
      const downloading = page.waitForEvent('download')
      await page.getByRole('link', { name }).click()
      return (await downloading).suggestedFilename()
    }
    expectText(await starts('Download the package'), /\.zip$/, 'the name of the package')
    expectText(await starts('Download the signature'), /\.steward\.json$/, 'the name of the signature')
    expectText(await starts('Download the settings to fill in'), /\.json$/, 'the name of the settings')
  })
  await accessible('the files of an export')

  await step('instead of the files, a stage can be asked for', async () => {
    await page.getByRole('button', { name: /^Push \S+ to Test on demo$/ }).click()
    await dialog.getByRole('heading', { name: 'Promote a solution' }).waitFor()
    const version = await dialog.getByLabel('Version').inputValue()
    expectText(version, /^\d+(\.\d+)+$/, 'the version to promote')
    expectText(await dialog.textContent(), new RegExp(`Freezes ${NAME} ${version}`), 'what is asked for')
    await pictures(page, '97-push')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
  })

  await step('a table that was made there says its columns', async () => {
    await page.goto(`${base}/e/dev/tables`)
    await page.getByRole('link', { name: `Line${SUFFIX}` }).click()
    const columns = page.getByRole('table', { name: 'Columns' })
    expectText(await columns.textContent(), new RegExp(`a row of jny_order${SUFFIX}`), 'the columns')
    await pictures(page, '97-table')
  })
  await accessible('a table')

  await step('it is removed as a list, and what was in it stays', async () => {
    await openPage(page, 'Solutions')
    await page.getByRole('link', { name: NAME }).click()
    await more('Remove it')
    await dialog.getByText(/^Removes /).waitFor()
    await pictures(page, '97-remove')
    await dialog.getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('heading', { level: 1, name: 'Solutions' }).waitFor()
    await page.getByRole('table', { name: 'Solutions' }).waitFor()
    if (await page.getByRole('link', { name: NAME }).isVisible()) throw new Error('it is still listed')
    await openPage(page, 'Variables and references')
    await page.getByRole('row', { name: new RegExp(`jny_Limit${SUFFIX}`) }).waitFor()
  })
})
