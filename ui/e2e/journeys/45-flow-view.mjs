// A flow is read on its canvas and as an outline: what runs after what, and whose identity each action uses and why.
// BASE_URL or STEWARD_URL says where; STEWARD_PASSWORD is the password of the demo.
import { expectText, journey, openPage, serverAddress, signIn } from '../journey.mjs'

const base = serverAddress()
const password = process.env.STEWARD_PASSWORD ?? 'demo'
const FLOW = 'Contact changed: row owner'

await journey(async ({ page, step, accessible }) => {
  const canvas = page.getByRole('region', { name: `The flow ${FLOW}` })
  const focused = () => page.evaluate(() => document.activeElement?.textContent)

  await step('Soul opens the drawing of a flow', async () => {
    await page.goto(base)
    await signIn(page, 'soul', password)
    await openPage(page, 'Flows')
    await page.getByRole('link', { name: FLOW }).click()
    await page.getByRole('tab', { name: 'Flow', exact: true }).click()
    await canvas.getByRole('button', { name: /^When a contact is modified/ }).waitFor()
    expectText(await canvas.textContent(), /Run as: Row owner/, 'the canvas')
  })
  await accessible('the drawing of a flow')

  await step('the arrow keys lead from the trigger to an action', async () => {
    await canvas.getByRole('button', { name: /^When a contact is modified/ }).focus()
    await page.keyboard.press('ArrowDown')
    await page.getByRole('region', { name: /^Add an audit row/ }).waitFor()
    expectText(await focused(), /Add an audit row.*row owner/i, 'the focused card')
  })

  await step('the panel says whose identity the action uses, and why', async () => {
    const panel = page.getByRole('region', { name: /^Add an audit row/ })
    expectText(await panel.textContent(), /Acts as the owner of the row/, 'the panel')
    await panel.getByText('Why this identity?').click()
    const hit = await panel.locator('[aria-current]').textContent()
    expectText(hit, /run as Row owner.*This one decides/, 'the rule that decided')
  })
  await accessible('an action and why it has its identity')

  await step('the bar leads to all identities, with their actions', async () => {
    await page.getByRole('button', { name: 'Identities: row owner' }).click()
    const list = page.getByRole('region', { name: 'Identities in this flow' })
    await list
      .getByRole('button', { name: /^Add an audit row/ })
      .first()
      .click()
    await page.getByRole('region', { name: /^Add an audit row/ }).waitFor()
  })

  await step('the outline shows the same as a tree', async () => {
    await page.getByRole('button', { name: 'Outline' }).click()
    const tree = page.getByRole('tree', { name: `The flow ${FLOW}` })
    await tree.getByRole('treeitem', { selected: true, name: /Add an audit row/ }).focus()
    await page.keyboard.press('Home')
    await page.getByRole('region', { name: 'When a contact is modified' }).waitFor()
    expectText(await focused(), /When a contact is modified/, 'the focused row')
  })
  await accessible('the outline of a flow')

  await step(
    'a run of it is drawn the same, with what became of each action and whom it acted as',
    async () => {
      await openPage(page, 'Runs')
      await page.getByLabel('Flow').selectOption({ label: FLOW })
      await page
        .getByRole('link', { name: new RegExp(`, run of ${FLOW}$`) })
        .first()
        .click()
      await page.getByRole('button', { name: 'Graph' }).click()
      const graph = page.getByRole('region', { name: `The run of ${FLOW}` })
      await graph.getByRole('button', { name: /^Add an audit row through Soul.*Succeeded/ }).click()
      await page.getByRole('tab', { name: 'Identity' }).click()
      const panel = page.getByRole('tabpanel')
      await panel.getByText('Why this identity?').click()
      const hit = await panel.locator('[aria-current]').textContent()
      expectText(hit, /run as Row owner, and a user owns the row.*This one decides/, 'the rule that decided')
    },
  )
  await accessible('the graph of a run')
})
