// A maker gives Test the tables of Dev with rows that say nothing about anybody: looks first, chooses another mask, is told where one
// does not fit, and finds the table there. A protected environment takes none.
// BASE_URL or STEWARD_URL says where; STEWARD_PASSWORD is the password of the demo.
import { expectText, journey, pictures, serverAddress, signIn } from '../journey.mjs'

const base = serverAddress()
const password = process.env.STEWARD_PASSWORD ?? 'demo'

await journey(async ({ page, step, accessible }) => {
  const dialog = page.getByRole('dialog')
  const copy = dialog.getByRole('button', { name: 'Copy the tables' })
  const effects = dialog.getByRole('status', { name: 'Effects' })
  const mask = (column) => dialog.getByLabel(`Mask of ${column} of Audit row`)

  await step('what a copy would bring is looked at first', async () => {
    await page.goto(`${base}/e/test/tables`)
    await signIn(page, 'soul', password)
    await page.getByRole('button', { name: 'Copy from elsewhere' }).click()
    await dialog.getByLabel(/^From/).selectOption('dev')
    await dialog.getByRole('checkbox', { name: 'Audit row', exact: true }).click()
    if ((await copy.getAttribute('aria-disabled')) !== 'true') throw new Error('it can be copied unseen')
    await dialog.getByRole('button', { name: 'Preview' }).click()
    const tables = dialog.getByRole('table', { name: 'What would come' })
    expectText(await tables.textContent(), /Audit rowNew\d+/, 'what would come')
    await dialog.getByText(/^Audit row: \d+ of \d+ columns masked$/).click()
    expectText(await mask('demo_case').inputValue(), /^fake$/, 'the usual mask of a text')
    await pictures(page, '86-preview')
  })
  await accessible('the look at a copy')

  await step('a mask that does not fit is refused, another is taken', async () => {
    await mask('demo_case').selectOption('hash')
    await effects.getByText(/ brings \d+ rows to Test/).waitFor()
    await mask('statecode').selectOption('shuffle')
    await dialog.getByText(/The column `?statecode`? .* cannot have the mask/).waitFor()
    await pictures(page, '86-refused')
    await mask('statecode').selectOption('keep')
    await effects.getByText(/ brings \d+ rows to Test/).waitFor()
  })
  await accessible('a copy with a mask that was chosen')

  await step('the tables are copied', async () => {
    await copy.click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Audit row' }).click()
    const columns = page.getByRole('table', { name: 'Columns' })
    expectText(await columns.textContent(), /demo_case/, 'its columns there')
  })
  await accessible('a table that was copied')

  await step('a protected environment takes no rows of others, and says so', async () => {
    await page.goto(`${base}/e/prod/tables`)
    const button = page.getByRole('button', { name: 'Copy from elsewhere' })
    await button.focus()
    await page.getByRole('tooltip', { name: /is protected/ }).waitFor()
  })
})
