import { webcontents } from '@mocks/data/connectors'
import { connections } from '@mocks/data/environments'
import { startable } from '@mocks/data/flows'
import { sam, soul } from '@mocks/data/people'
import { paged } from '@mocks/handlers/answer'
import { session } from '@mocks/handlers/session'
import { renderApp } from '@mocks/renderApp'
import { server } from '@mocks/server'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { http } from 'msw'
import { afterEach, expect, test } from 'vitest'

// Pages are loaded when they are first opened, which takes a moment on a busy machine.
const SLOW = { timeout: 15_000 }
// Without layout the focus trap sometimes takes its own dialog for hidden; the journeys see that in a browser it is not.
const hidden = true
const known = connections.length
afterEach(() => {
  connections.length = known
  session.principal = soul.id
})

test('a flow that needs an own connection asks for it once, with what the connector asks for', async () => {
  session.principal = sam.id
  server.use(
    http.get('*/startable', ({ request }) => {
      const missing = connections.length === known ? [{ reference: 'web', connector: webcontents.name }] : []
      return paged(
        startable.map((flow) => ({ ...flow, missingConnections: missing })),
        request,
      )
    }),
  )
  const user = userEvent.setup()
  renderApp('/e/dev/buttons')
  const card = await screen.findByRole('article', { name: 'Request purchase approval' }, SLOW)
  expect(within(card).queryByRole('button', { name: /^Run/ })).toBeNull()
  await user.click(within(card).getByRole('button', { name: 'Connect webcontents' }))
  const dialog = await screen.findByRole('dialog', { hidden })
  const connect = () => within(dialog).getByRole('button', { name: 'Connect', hidden })
  const address = await within(dialog).findByRole('textbox', { name: /^Base address/, hidden })
  await user.selectOptions(within(dialog).getByRole('combobox', { hidden }), 'None')
  expect(connect()).toHaveAttribute('aria-disabled', 'true')
  await user.type(address, 'https://api.example')
  await user.click(connect())
  await waitFor(() => expect(screen.queryByRole('dialog', { hidden })).toBeNull())
  expect(await within(card).findByRole('button', { name: /^Run/ })).toBeVisible()
}, 60_000)
