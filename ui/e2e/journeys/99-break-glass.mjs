// Prod cannot wait for a promotion: two persons open it for some minutes, everybody reads so, what is changed by hand shows as drift, and is
// put back.
// BASE_URL or STEWARD_URL says where; STEWARD_PASSWORD is the password of the demo.
import { expectText, journey, openPage, pictures, serverAddress, signIn, signOut } from '../journey.mjs'

const base = serverAddress()
const password = process.env.STEWARD_PASSWORD ?? 'demo'
const REASON = 'The supplier has moved to another address'
const FLOW = 'Note a visit'
const REFERENCE = 'demo_dataverse_visits'

await journey(async ({ page, step, accessible }) => {
  const dialog = page.getByRole('dialog')
  const button = (name) => page.getByRole('button', { name, exact: true })
  const ask = async (method, path, data) => {
    const options = { method, headers: { origin: base }, data }
    const answer = await page.request.fetch(`${base}/api/v1/${path}`, options)
    const text = await answer.text()
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
  const become = async (name) => {
    await signOut(page)
    await page.goto(base)
    await signIn(page, name, password)
  }
  const say = async (verb, confirm = verb) => {
    await button(verb).click()
    await dialog.getByRole('button', { name: confirm, exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
  }
  /** Brings the visits to a stage, with what it has to supply. */
  const promote = async (environment) => {
    const asked = await ask('POST', 'promotions', { pipeline: 'demo', solution: 'DemoVisits', environment })
    const [reference] = asked.plan.references
    await ask('PUT', `promotions/${asked.id}/settings`, {
      settings: {
        EnvironmentVariables: [{ SchemaName: 'demo_Site', Value: environment }],
        ConnectionReferences: [
          {
            LogicalName: REFERENCE,
            ConnectionId: reference.choices.find(({ owner }) => owner.name === 'deploy-bot').id,
            ConnectorId: `/providers/Microsoft.PowerApps/apis/${reference.connector}`,
          },
        ],
      },
    })
    return asked.id
  }

  await step('the visits are in Prod, approved by Roohi', async () => {
    await page.goto(base)
    await signIn(page, 'admin', password)
    await ask('POST', `promotions/${await promote('test')}/apply`)
    const promotion = await promote('prod')
    await become('roohi')
    const { planDigest } = await ask('GET', `promotions/${promotion}`)
    await ask('POST', `promotions/${promotion}/approve`, { planDigest })
    await ask('POST', `promotions/${promotion}/apply`)
    await become('admin')
    await ask('PUT', 'environments/prod/members/roohi', { role: 'admin' })
  })

  await step('break-glass is asked for, and whoever asks may not approve', async () => {
    await page.goto(`${base}/e/prod/overview`)
    await button('Ask for break-glass').click()
    await dialog.getByLabel('Why').fill(REASON)
    await dialog.getByLabel('Minutes').fill('20')
    await dialog.getByRole('button', { name: 'Ask', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('Break-glass is asked for in Prod').waitFor()
    expectText(await button('Approve').getAttribute('aria-disabled'), /true/, 'the button to approve')
  })

  await step('another admin finds it waiting and approves', async () => {
    await become('roohi')
    await page
      .getByRole('navigation', { name: 'Pages' })
      .getByRole('link', { name: /^Waiting for you/ })
      .click()
    await page.getByRole('link', { name: 'Decide on the page of the environment.' }).click()
    await say('Approve')
    await page.getByRole('alert').getByText('Break-glass is open in Prod').waitFor()
    await pictures(page, 'break-glass-open')
  })
  await accessible('the environment with break-glass')

  await step('Soul reads on another page that it is open', async () => {
    await become('soul')
    await openPage(page, 'People')
    expectText(await page.getByRole('alert').textContent(), /20 minutes left.*supplier/, 'the banner')
  })

  await step('a flow of Prod is changed by hand, and the buttons let one', async () => {
    await become('admin')
    await page.goto(`${base}/e/prod/variables`)
    await button('Bind Dataverse of visits').click()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await ask('PUT', `environments/prod/flows/${encodeURIComponent(FLOW)}`, { name: `${FLOW}, moved` })
  })

  await step('break-glass is ended', async () => {
    await page.goto(`${base}/e/prod/overview`)
    await say('End it now', 'End it')
    await page.getByRole('alert').waitFor({ state: 'detached' })
  })

  await step('what was changed shows as drift, with who changed it', async () => {
    await page.goto(`${base}/e/prod/drift`)
    const list = page.getByRole('list', { name: 'What has drifted in DemoVisits' })
    await list.getByText(/^Changed by/).waitFor()
    expectText(await list.textContent(), /Administrator.*under break-glass/, 'the drift')
    await pictures(page, 'break-glass-drift')
  })
  await accessible('the drift')

  await step('the patch for Dev is a package', async () => {
    const link = page.getByRole('link', { name: 'Download as a patch for Dev' })
    const answer = await page.request.get(new URL(await link.getAttribute('href'), base).href)
    const zip = await answer.body()
    if (zip.subarray(0, 2).toString() !== 'PK') throw new Error(`it is no zip: ${answer.status()}`)
  })

  await step('it is accepted for a while, with a reason', async () => {
    await page.getByRole('button', { name: /^Accept the drift of/ }).click()
    await dialog.getByLabel('Why').fill('Until the next version')
    await dialog.getByLabel('Until').fill('2099-01-31')
    await dialog.getByRole('button', { name: 'Accept', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('“Until the next version”').waitFor()
  })

  await step('it is put back as it was released', async () => {
    await page.getByRole('button', { name: /^Revert/ }).click()
    await dialog.getByRole('button', { name: 'Revert', exact: true }).click()
    await page.getByRole('heading', { name: 'Nothing has drifted' }).waitFor()
    await page.goto(`${base}/e/prod/flows`)
    await page.getByRole('link', { name: FLOW, exact: true }).waitFor()
  })
})
