// What every journey needs: a browser, steps that print `ok` or `not ok`, and axe.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'

const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/**
 * Runs a journey. It gets `step(name, action)`, which runs one step, and `accessible(name)`, a step that runs axe on the
 * page as it is. After a step that failed the rest is skipped, because it would only fail for the same reason; a
 * finding of axe does not stop the journey.
 */
export async function journey(run) {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  })
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const counts = { passed: 0, failed: 0 }
  const broken = { value: false }

  const record = (name, error) => {
    if (error === undefined) counts.passed += 1
    else counts.failed += 1
    console.log(error === undefined ? `ok ${name}` : `not ok ${name}`)
    if (error !== undefined) console.log(String(error).replaceAll(/^/gm, '  # '))
  }
  const step = async (name, action) => {
    if (broken.value) return undefined
    try {
      const result = await action()
      record(name)
      return result
    } catch (error) {
      broken.value = true
      record(name, `${error instanceof Error ? error.message : error}\nat ${page.url()}`)
      await keepPicture(page, name)
      return undefined
    }
  }
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  const accessible = async (name) => {
    if (broken.value) return
    const findings = await violations(page, axe)
    record(
      `${name} has nothing for axe to complain about`,
      findings.length === 0 ? undefined : findings.join('\n'),
    )
    if (findings.length > 0) await keepPicture(page, name)
  }
  page.on('pageerror', (error) => record('the page has no fault', error.message))

  try {
    await run({ page, step, accessible })
  } finally {
    await browser.close()
  }
  console.log(`${counts.passed} passed, ${counts.failed} failed`)
  process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0
}

async function violations(page, axe) {
  await settled(page)
  // Evaluating is not subject to the page's content security policy, as a script element would be.
  await page.evaluate(axe)
  const results = await page.evaluate((values) => {
    // Fluent UI marks the ends of a group of controls with elements that pass the focus on at once.
    const context = { exclude: ['[data-tabster-dummy]'] }
    return globalThis.axe.run(context, { runOnly: { type: 'tag', values } })
  }, AXE_TAGS)
  return results.violations.flatMap(({ id, help, nodes }) => [
    `${id}: ${help}: ${nodes.length} times`,
    ...nodes
      .slice(0, 3)
      .map(
        ({ target, failureSummary }) => `  ${target.join(' ')}: ${failureSummary?.replaceAll(/\s+/g, ' ')}`,
      ),
  ])
}

/** With SCREENSHOTS naming a folder, a picture of what failed is kept there. */
async function keepPicture(page, name) {
  const folder = process.env.SCREENSHOTS
  if (folder)
    await page.screenshot({ path: `${folder}/${name.replaceAll(/\W+/g, '-')}.png` }).catch(() => undefined)
}

/** With SCREENSHOTS naming a folder, pictures of the page wide and narrow, light and dark. Ends wide and light. */
export async function pictures(page, name) {
  const folder = process.env.SCREENSHOTS
  if (!folder) return
  const { width: wide, height } = page.viewportSize()
  for (const theme of ['light', 'dark']) {
    for (const width of [1280, 800]) {
      await page.setViewportSize({ width, height })
      await page.screenshot({ path: `${folder}/${name}-${width}-${theme}.png`, fullPage: true })
    }
    await switchTheme(page)
  }
  await page.setViewportSize({ width: wide, height })
}

/** From light to dark, or back; also behind an open dialog. */
export async function switchTheme(page) {
  const name = /^Switch to (dark|light) theme$/
  await page.getByRole('button', { name, includeHidden: true }).dispatchEvent('click')
  await settled(page)
}

/** Waits until colours, which change gradually, are what they become: axe measures them as they are. What turns without end is not waited for. */
async function settled(page) {
  await page.evaluate(async () => {
    await new Promise((drawn) => requestAnimationFrame(drawn))
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(ending.map(({ finished }) => finished))
  })
}

/** A setting of the journey that must be there. */
export function required(name) {
  const value = process.env[name]
  if (value) return value
  console.error(`${name} is not set`)
  process.exit(2)
}

/** The address of the server, without a slash at the end. */
export function serverAddress() {
  return (process.env.BASE_URL ?? required('STEWARD_URL')).replace(/\/$/, '')
}

/** Signs in on the sign-in page, wherever that leads. */
export async function signIn(page, name, password) {
  await page.getByRole('heading', { level: 1, name: 'Sign in to Steward' }).waitFor()
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: /^Signed in as/ }).waitFor()
}

export async function signOut(page) {
  await page.getByRole('button', { name: /^Signed in as/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { level: 1, name: 'Sign in to Steward' }).waitFor()
}

/** Opens a page of the list at the left. */
export async function openPage(page, label) {
  await page
    .getByRole('navigation', { name: 'Pages' })
    .getByRole('link', { name: label, exact: true })
    .click()
  await page.getByRole('heading', { level: 1, name: label }).waitFor()
}

/** Fails unless a text contains what it should. */
export function expectText(text, pattern, where) {
  if (!pattern.test(text ?? '')) throw new Error(`${where} reads “${text}”, which does not match ${pattern}`)
}
