// Somebody who may start one flow, and nothing else: Rita of the demo.
// BASE_URL or STEWARD_URL says where; STEWARD_PASSWORD is the password of the demo.
import { expectText, journey, serverAddress, signIn, signOut } from '../journey.mjs'

const base = serverAddress()
const password = process.env.STEWARD_PASSWORD ?? 'demo'
const environment = process.env.STEWARD_ENVIRONMENT ?? 'dev'
const FLOW = 'Add a contact'

await journey(async ({ page, step, accessible }) => {
  const heading = (label) => page.getByRole('heading', { name: label })
  const card = page.getByRole('article', { name: FLOW })

  await step('Rita signs in and sees her buttons', async () => {
    await page.goto(base)
    await signIn(page, 'rita', password)
    await page.getByRole('heading', { level: 1, name: 'My buttons' }).waitFor()
    await card.waitFor()
  })
  await accessible('her buttons')

  await step('of the environment she is offered her buttons alone', async () => {
    const links = page.getByRole('navigation', { name: 'Pages' }).getByRole('link')
    const names = (await links.allTextContents()).join(', ')
    expectText(
      names,
      /^My buttons, Waiting for you, Pipelines, People, Hand-over plans$/,
      'the list of pages',
    )
    const cards = await page.getByRole('article').count()
    if (cards !== 1) throw new Error(`there are ${cards} buttons, not 1`)
  })

  await step('the form asks for what the flow needs', async () => {
    await card.getByRole('button', { name: `Run ${FLOW}` }).click()
    await card.getByRole('button', { name: 'Run', exact: true }).click()
    await card.getByText('Required.').first().waitFor()
  })
  await accessible('the form')

  const run = await step('she starts the flow and reads that it started', async () => {
    await card.getByLabel('First name').fill('Rita')
    await card.getByLabel('Last name').fill(`of the journey ${Date.now()}`)
    await card.getByRole('button', { name: 'Run', exact: true }).click()
    await card.getByText('Started', { exact: true }).waitFor()
    return card.locator('code').textContent()
  })
  await accessible('what she sees after that')

  await step('a link to her flow says that she may not see inside', async () => {
    const { value } = await (
      await page.request.get(`${base}/api/v1/environments/${environment}/startable`)
    ).json()
    await page.goto(`${base}/e/${environment}/flows/${value[0].id}`)
    await heading(/^You may not see/).waitFor()
    await page.getByText(/It takes the tier co-owner on/).waitFor()
  })
  await accessible('the page without permission')

  await step('a link to her run does not say whether it is there', async () => {
    await page.goto(`${base}/e/${environment}/runs/${run}`)
    await heading(/^Not found/).waitFor()
  })

  await step('the values of the environment are not hers to see', async () => {
    await page.goto(`${base}/e/${environment}/variables`)
    await heading(/^You may not see/)
      .first()
      .waitFor()
  })

  await step('an owner sees that the run succeeded, and who started it', async () => {
    await signOut(page)
    await page.goto(`${base}/e/${environment}/runs/${run}`)
    await signIn(page, 'soul', password)
    await page.getByRole('heading', { level: 1, name: FLOW }).waitFor()
    await page.getByRole('main').getByText('Succeeded').first().waitFor()
    await page
      .getByRole('link', { name: /^Rita\s*, person/ })
      .first()
      .waitFor()
  })
})
