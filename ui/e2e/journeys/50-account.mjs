// Somebody mistypes a password, sets up a second factor, signs in with a code of it, and removes it.
// BASE_URL or STEWARD_URL says where; STEWARD_PASSWORD is the password of the demo. The user is one of its own.
import { createHmac } from 'node:crypto'
import { expectText, journey, serverAddress, signIn, signOut } from '../journey.mjs'

const base = serverAddress()
const password = process.env.STEWARD_PASSWORD ?? 'demo'
const user = {
  kind: 'user',
  name: `otto-${Date.now()}`,
  displayName: 'Otto',
  password: 'a password of his own',
}

await journey(async ({ page, step, accessible }) => {
  const factor = page.getByRole('region', { name: 'Second factor' })
  const picture = async (name) => {
    const folder = process.env.SCREENSHOTS
    if (folder) await page.screenshot({ path: `${folder}/50-${name}.png`, fullPage: true })
  }
  const openAccount = async () => {
    await page.getByRole('button', { name: /^Signed in as/ }).click()
    await page.getByRole('menuitem', { name: 'My account' }).click()
    await page.getByRole('heading', { level: 1, name: 'My account' }).waitFor()
  }
  let code

  await step('an administrator has made the user', async () => {
    await page.goto(base)
    await signIn(page, 'admin', password)
    const made = await page.request.post(`${base}/api/v1/principals`, {
      headers: { origin: base },
      data: user,
    })
    if (!made.ok()) throw new Error(`there is no user: ${made.status()} ${await made.text()}`)
    await signOut(page)
  })

  await step('a wrong password is refused in words that tell nothing about the name', async () => {
    await page.getByLabel('Name').fill(user.name)
    await page.getByLabel('Password').fill('not this one')
    await page.getByRole('button', { name: 'Sign in' }).click()
    const alert = page.getByRole('alert')
    await alert.waitFor()
    expectText(await alert.textContent(), /name or (the )?password/i, 'the refusal')
    await picture('wrong-password')
  })
  await accessible('the sign-in page that refused')

  await step('the account page shows how Otto signs in', async () => {
    await signIn(page, user.name, user.password)
    await openAccount()
    await factor.getByText('Your password alone signs you in.').waitFor()
    await page.getByRole('table', { name: 'Sessions' }).getByText('(this one)').waitFor()
    await picture('account')
  })
  await accessible('the account page')

  await step('a second factor is offered', async () => {
    await factor.getByRole('button', { name: 'Set up' }).click()
    await factor.getByRole('img', { name: 'QR code of the secret' }).waitFor()
    code = authenticator((await factor.getByRole('code').textContent()).trim())
    await picture('offer')
  })
  await accessible('the offer of a second factor')

  await step('a code that is not right is refused', async () => {
    await factor.getByLabel('First code').fill('000000')
    await factor.getByRole('button', { name: 'Confirm' }).click()
    await factor.getByRole('alert').waitFor()
  })

  await step('its first code confirms it, and there are recovery codes', async () => {
    await factor.getByLabel('First code').fill(await code())
    await factor.getByRole('button', { name: 'Confirm' }).click()
    await factor.getByText('Keep your recovery codes').waitFor()
    const codes = await factor.getByRole('listitem').count()
    if (codes !== 10) throw new Error(`there are ${codes} recovery codes`)
    await picture('recovery-codes')
  })
  await accessible('the recovery codes')

  await step('signing in takes the password and a code', async () => {
    await signOut(page)
    await page.getByLabel('Name').fill(user.name)
    await page.getByLabel('Password').fill(user.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('Enter the code of your authenticator app').waitFor()
    await picture('code')
  })
  await accessible('the question for a code')

  await step('the code signs in, and the session says so', async () => {
    await page.getByLabel('Code').fill(await code())
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: /^Signed in as/ }).waitFor()
    await openAccount()
    await page.getByRole('table', { name: 'Sessions' }).getByText('password and code').waitFor()
    await factor.getByText(/You have 10 recovery codes left/).waitFor()
  })

  await step('a token is shown once, and revoked', async () => {
    const tokens = page.getByRole('region', { name: 'Tokens' })
    await tokens.getByLabel('Name of a new token').fill('Nightly report')
    await tokens.getByLabel('Scopes').fill('flows:read')
    await tokens.getByRole('button', { name: 'Make' }).click()
    await tokens.getByText(/^stw_/).waitFor()
    await picture('token')
    await tokens.getByRole('button', { name: 'Revoke Nightly report' }).click()
    await tokens.getByRole('button', { name: 'Revoke Nightly report' }).waitFor({ state: 'detached' })
  })
  await accessible('the account page with a second factor')

  await step('a code removes the second factor', async () => {
    await factor.getByRole('button', { name: 'Remove…' }).click()
    await factor.getByLabel('Code').fill(await code())
    await factor.getByRole('button', { name: 'Remove', exact: true }).click()
    await factor.getByText('Your password alone signs you in.').waitFor()
    await signOut(page)
    await signIn(page, user.name, user.password)
  })
})

/** An authenticator app with a secret (RFC 6238). A code counts once, so each call gives one of a later time, waiting where it must. */
function authenticator(secret) {
  const bits = [...secret.replaceAll(/[\s=]/g, '').toUpperCase()]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)))
  const now = () => Math.floor(Date.now() / 30_000)
  let last = 0
  return async () => {
    last = Math.max(last + 1, now() - 1)
    // The server's clock and the app's may differ by one step.
    while (last > now() + 1) await new Promise((resolve) => setTimeout(resolve, 500))
    const counter = Buffer.alloc(8)
    counter.writeBigUInt64BE(BigInt(last))
    const digest = createHmac('sha1', key).update(counter).digest()
    const number = digest.readUInt32BE(digest.at(-1) & 15) & 0x7fffffff
    return String(number % 1_000_000).padStart(6, '0')
  }
}
