// Soul shares a flow with a group by keyboard alone, lets each member bring a connection, and takes another share back; then a member
// of the group connects once and starts the flow.
// BASE_URL or STEWARD_URL says where; STEWARD_PASSWORD is the password of the demo.
import { expectText, journey, openPage, serverAddress, signIn, signOut } from '../journey.mjs'

const base = serverAddress()
const password = process.env.STEWARD_PASSWORD ?? 'demo'
const environment = process.env.STEWARD_ENVIRONMENT ?? 'dev'
const FLOW = 'Add a contact'
const TEAM = 'Field team'

await journey(async ({ page, step, accessible }) => {
  const dialog = page.getByRole('dialog')
  const card = page.getByRole('article', { name: FLOW })
  const shares = dialog.getByRole('table', { name: 'Shared with' })
  const toast = page.getByRole('listitem').filter({ hasText: `Saved: ${FLOW}` })
  const picture = async (name) => {
    const folder = process.env.SCREENSHOTS
    if (folder) await page.screenshot({ path: `${folder}/70-${name}.png` })
  }
  const tab = async (name) => dialog.getByRole('tab', { name }).click()
  const look = async (who) => {
    await tab('Effective access')
    await dialog.getByRole('combobox', { name: 'Choose a person or a service account' }).fill(who)
    await page.getByRole('option', { name: new RegExp(`^${who}`) }).click()
    const access = dialog.getByRole('region', { name: `Access of ${who}` })
    await access.getByRole('list', { name: 'May' }).waitFor()
    return access
  }

  await step('an administrator has made a group', async () => {
    const admin = await page.context().browser().newContext({ baseURL: base })
    const headers = { origin: base }
    const ask = async (method, path, data) => {
      const answer = await admin.request[method](path, { headers, data })
      if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`)
      return answer
    }
    await ask('post', '/auth/sign-in', { name: 'admin', password })
    const group = { kind: 'group', name: 'field-team', displayName: TEAM }
    await ask('post', '/api/v1/principals', group)
    await ask('put', '/api/v1/principals/field-team/members/david')
    await admin.close()
  })

  await step('Soul opens the share dialog from the list of flows, by keyboard', async () => {
    await page.goto(base)
    await signIn(page, 'soul', password)
    await openPage(page, 'Flows')
    await page.getByRole('button', { name: `Share ${FLOW}` }).focus()
    await page.keyboard.press('Enter')
    await shares.getByRole('row', { name: /^Rita.*Run-only user/ }).waitFor()
    expectText(await dialog.textContent(), /Owners: 2 active of 2\./, 'the strip about owners')
    await dialog.getByRole('tab', { name: 'People and groups', selected: true }).waitFor()
    await picture('people')
  })
  await accessible('the tab of people and groups')

  await step('the group is found by typing, and becomes a run-only user', async () => {
    await page.keyboard.press('Tab')
    await page.keyboard.type('Field')
    await page.getByRole('option', { name: /^Field team.*group, active$/ }).waitFor()
    await page.keyboard.press('Enter')
    const added = dialog.getByRole('list', { name: 'To be added' })
    await added.getByText('1 member').waitFor()
    await added.getByRole('radio', { name: /^Run-only user/, checked: true }).waitFor()
    await picture('added')
  })
  await accessible('the group that will be added')

  await step(
    'one reference is switched to the own connection of each, and the sentence says what that does',
    async () => {
      await page.keyboard.press('Shift+Tab')
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('Enter')
      const choice = dialog.getByRole('combobox', { name: /^When others run it/ })
      await choice.waitFor()
      await page.keyboard.press('Tab')
      await page.keyboard.press('ArrowDown')
      expectText(await choice.inputValue(), /^invoker$/, 'the choice')
      const effect = await dialog.getByRole('status').first().textContent()
      expectText(effect, /own connection|their own|person who/i, 'the effect')
      console.log(`  # ${effect}`)
      await picture('connections')
    },
  )
  await accessible('the tab of connections')

  await step('both are saved by keyboard, and told', async () => {
    await dialog.getByRole('button', { name: 'Save' }).focus()
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await toast.waitFor()
    const text = await toast.textContent()
    expectText(text, /Shared with Field team as run-only user\./, 'what was saved')
    expectText(text, /the person running provides their own connection/, 'what was saved')
    // It fades in.
    await toast.evaluate((element) => Promise.all(element.getAnimations().map(({ finished }) => finished)))
    await picture('saved')
  })
  await accessible('what was saved')

  await step('a member of the group can start it, through the group, once connected', async () => {
    await page.goto(`${base}/e/${environment}/flows`)
    await page.getByRole('button', { name: `Share ${FLOW}` }).click()
    await dialog
      .getByRole('region', { name: 'Inherited' })
      .getByText('through the group Field team')
      .waitFor()
    const access = await look('David')
    const text = await access.textContent()
    expectText(text, /may start it/, 'what David may')
    expectText(text, /may not see its runs/, 'what David may')
    expectText(text, /Run-only user through the group Field team/, 'why David may')
    expectText(text, /Before the first start, David makes an own connection for Dataverse/, 'what is missing')
    await picture('effective')
  })
  await accessible('the tab of effective access')

  await step('a share that was taken back by mistake comes back', async () => {
    await tab('People and groups')
    await shares.getByRole('button', { name: 'What to do with the share of Rita' }).click()
    await page.getByRole('menuitem', { name: 'Remove' }).click()
    await dialog.getByText('will be removed').waitFor()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await toast.getByText('No longer shared with Rita.').waitFor()
    await page.keyboard.press('Control+m')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText('All is as it was before.', { exact: true }).waitFor()
    await page.getByRole('button', { name: `Share ${FLOW}` }).click()
    await shares.getByRole('row', { name: /^Rita.*Run-only user/ }).waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await signOut(page)
  })

  await step('David is asked to connect before he starts it', async () => {
    await signIn(page, 'david', password)
    await card.getByText('Connect Dataverse first').waitFor()
    await picture('connect')
  })
  await accessible('the button that asks for a connection')

  await step('he connects, and is not asked again', async () => {
    await card.getByRole('button', { name: 'Connect Dataverse' }).click()
    expectText(await dialog.getByLabel('Effects').textContent(), /acts as you, David/, 'the effects')
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await card.getByRole('button', { name: `Run ${FLOW}` }).click()
    await card.getByLabel('First name').fill('David')
    await card.getByLabel('Last name').fill(`of the journey ${Date.now()}`)
    await card.getByRole('button', { name: 'Run', exact: true }).click()
    await card.getByText('Started', { exact: true }).waitFor()
  })

  await step('Soul sees that the run acted as David', async () => {
    const run = await card.locator('code').textContent()
    await signOut(page)
    await page.goto(`${base}/e/${environment}/runs/${run}`)
    await signIn(page, 'soul', password)
    await page.getByRole('main').getByText('Succeeded').first().waitFor()
    const action = page.getByRole('treeitem', { name: /Add the contact/ })
    await action.getByRole('img', { name: 'acts as David' }).waitFor()
  })
})
