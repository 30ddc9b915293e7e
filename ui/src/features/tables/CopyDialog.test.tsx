import { renderApp } from '@mocks/renderApp'
import { server } from '@mocks/server'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { HttpResponse, http } from 'msw'
import { expect, test } from 'vitest'
import type { NewCopy, TableCopy } from '@/api/types'

// Pages are loaded when they are first opened, which takes a moment on a busy machine.
const SLOW = { timeout: 15_000 }
// Without layout the focus trap sometimes takes its own dialog for hidden; the journeys see that in a browser it is not.
const hidden = true

/** Answers as the server does, but refuses to keep mail addresses. */
function listen(): NewCopy[] {
  const asked: NewCopy[] = []
  server.use(
    http.post('*/tables/copy', async ({ request }) => {
      const wish = (await request.json()) as NewCopy
      asked.push(wish)
      const mask = wish.masks?.['contoso_reminder.contoso_mail'] ?? 'fake'
      if (mask === 'keep')
        return HttpResponse.json(
          { error: { code: 'STW1140', title: 'Rows are copied with your own rights', message: 'Not kept.' } },
          { status: 403 },
        )
      const columns = [{ column: 'contoso_mail', mask }]
      const copy: TableCopy = {
        tables: [{ table: 'contoso_reminder', displayName: 'Reminder', change: 'extend', rows: 12, columns }],
      }
      return HttpResponse.json(copy)
    }),
  )
  return asked
}

test('what would come is looked at first, and the masks that were chosen are those that are used', async () => {
  const asked = listen()
  const user = userEvent.setup()
  renderApp('/e/dev/tables')
  await user.click(await screen.findByRole('button', { name: 'Copy from elsewhere' }, SLOW))
  const dialog = await screen.findByRole('dialog', { hidden })
  const button = (name: string) => within(dialog).getByRole('button', { name, hidden })
  expect(button('Preview')).toHaveAttribute('aria-disabled', 'true')
  await user.selectOptions(within(dialog).getByLabelText(/^From/), 'prod')
  await user.click(await within(dialog).findByRole('checkbox', { name: 'Reminder', hidden }))
  expect(button('Copy the tables')).toHaveAttribute('aria-disabled', 'true')
  await user.click(button('Preview'))
  expect(await within(dialog).findByText(/brings 12 rows to Contoso Dev/)).toBeVisible()
  const mask = within(dialog).getByLabelText('Mask of contoso_mail of Reminder')
  await user.selectOptions(mask, 'keep')
  // Refused; what was chosen can still be changed.
  expect(await within(dialog).findByText('Not kept.')).toBeVisible()
  expect(button('Copy the tables')).toHaveAttribute('aria-disabled', 'true')
  await user.selectOptions(mask, 'hash')
  await waitFor(() => expect(button('Copy the tables')).not.toHaveAttribute('aria-disabled', 'true'))
  await user.click(button('Copy the tables'))
  await waitFor(() => expect(screen.queryByRole('dialog', { hidden })).toBeNull())
  expect(asked.map(({ dryRun }) => dryRun)).toEqual([true, true, true, false])
  expect(asked.at(-1)).toEqual({
    from: 'prod',
    tables: ['contoso_reminder'],
    rows: 'masked',
    limit: 200,
    masks: { 'contoso_reminder.contoso_mail': 'hash' },
    dryRun: false,
  })
}, 60_000)

test('a protected environment takes no rows of others', async () => {
  renderApp('/e/prod/tables')
  const copy = await screen.findByRole('button', { name: 'Copy from elsewhere' }, SLOW)
  expect(copy).toHaveAccessibleDescription(/^Contoso Prod is protected/)
}, 40_000)
