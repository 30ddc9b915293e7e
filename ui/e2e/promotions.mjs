// What the journeys of promotions share: the demo's solution of visits on its way through the pipeline.
import { openPage } from './journey.mjs'

export const FLOW = 'Note a visit'

/** Asks for the solution to be brought to a stage, from anywhere; ends on the page of the promotion. */
export async function requestVisits(page, to, version) {
  const dialog = page.getByRole('dialog')
  await openPage(page, 'Pipelines')
  await page.getByRole('link', { name: 'Open demo' }).click()
  await page.getByRole('button', { name: 'Promote a solution', exact: true }).click()
  await dialog.getByLabel('To', { exact: false }).first().selectOption({ label: to })
  const visits = dialog.getByLabel('Solution').locator('option', { hasText: /^Visits/ })
  await dialog.getByLabel('Solution').selectOption(await visits.getAttribute('value'))
  if (version) await dialog.getByLabel('Version').fill(version)
  await dialog.getByRole('button', { name: 'Request the promotion' }).click()
  await page.waitForURL(/\/promotions\//)
  await page.getByRole('heading', { level: 1, name: /^Visits/ }).waitFor()
}

/** Gives what the target has to supply, by the names of variables and somebody who is to own the flow, and has it planned with that. */
export async function supplyVisits(page, values, owner) {
  const section = page.getByRole('region', { name: /^Connections, values and owners in/ })
  if (owner) {
    await section.getByLabel(`Add an owner of ${FLOW}`).fill(owner)
    await page.getByRole('option', { name: new RegExp(`^${owner}`) }).click()
    await section.getByRole('list', { name: `Owners of ${FLOW} in the settings` }).waitFor()
  }
  for (const [name, value] of Object.entries(values)) {
    await section.getByLabel(name).fill(value)
    // A value is taken when its field is left.
    await section.getByLabel(name).blur()
  }
  const reference = section.getByLabel('Dataverse of visits', { exact: true })
  const bots = reference.locator('option', { hasText: 'acts as Deploy bot' })
  await reference.selectOption(await bots.first().getAttribute('value'))
  await section.getByRole('button', { name: 'Plan with these' }).click()
  for (const value of Object.values(values))
    await section.getByText(`It will be “${value}”, chosen here.`).waitFor()
}

/** Does something with the promotion, and confirms it. */
export async function confirmPromotion(page, verb) {
  const dialog = page.getByRole('dialog')
  await page.getByRole('button', { name: verb, exact: true }).click()
  await dialog.getByRole('button', { name: verb, exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}
