import { flows } from '@mocks/data/flows'
import { sam, soul } from '@mocks/data/people'
import { session } from '@mocks/handlers/session'
import { policy } from '@mocks/handlers/sharing'
import { renderApp } from '@mocks/renderApp'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent, { type UserEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FlowDetail } from '@/api/types'

// Pages are loaded when they are first opened, which takes a moment on a busy machine.
const SLOW = { timeout: 15_000 }
// Without layout the focus trap sometimes takes its own dialog for hidden; the journeys see that in a browser it is not.
const hidden = true
const BUTTON = 'Request purchase approval'

let before: FlowDetail[]
beforeEach(() => {
  before = structuredClone(flows)
})
afterEach(() => {
  flows.splice(0, flows.length, ...before)
  Object.assign(policy, { grantDays: undefined, reasonRequired: false })
  session.principal = soul.id
})

async function openDialog(user: UserEvent, flow = BUTTON) {
  renderApp('/e/dev/flows')
  await user.click(await screen.findByRole('button', { name: `Share ${flow}` }, SLOW))
  const dialog = await screen.findByRole('dialog', { hidden })
  await within(dialog).findByRole('table', { name: 'Shared with', hidden })
  return dialog
}

async function choose(user: UserEvent, dialog: HTMLElement, label: string, search: string, name: RegExp) {
  await user.type(within(dialog).getByRole('combobox', { name: label, hidden }), search)
  await user.click(await screen.findByRole('option', { name, hidden }))
}

/** Looked for anew each time: a button that says why it cannot be used is another element. */
const save = (dialog: HTMLElement) => within(dialog).getByRole('button', { name: 'Save', hidden })

const ADD = 'Add people, groups and service accounts'
const grantsOf = (flow: string) =>
  Object.fromEntries(
    flows.find(({ name }) => name === flow)?.grants.map((it) => [it.principal.name, it.tier]) ?? [],
  )

test('somebody is added as a run-only user, and undoing takes it back', async () => {
  const user = userEvent.setup()
  const dialog = await openDialog(user)
  expect(save(dialog)).toHaveAttribute('aria-disabled', 'true')
  await choose(user, dialog, ADD, 'David', /^David Okoye.*david, person, active/)
  expect(within(dialog).getByRole('radio', { name: /^Run-only user/, hidden })).toBeChecked()
  await user.click(save(dialog))
  await waitFor(() => expect(screen.queryByRole('dialog', { hidden })).toBeNull())
  expect(grantsOf(BUTTON)).toMatchObject({ david: 'runOnlyUser' })
  expect(await screen.findByText('Shared with David Okoye as run-only user.')).toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'Undo', hidden }))
  expect(await screen.findByText('All is as it was before.')).toBeInTheDocument()
  expect(grantsOf(BUTTON)).not.toHaveProperty('david')
}, 60_000)

test('whoever is disabled is found and cannot be chosen', async () => {
  const user = userEvent.setup()
  const dialog = await openDialog(user)
  await user.type(within(dialog).getByRole('combobox', { name: ADD, hidden }), 'Ana')
  const ana = await screen.findByRole('option', {
    name: /^Ana Lima.*ana, person, disabled: cannot be chosen/,
    hidden,
  })
  expect(ana).toHaveAttribute('aria-disabled', 'true')
  await user.click(ana)
  expect(within(dialog).queryByRole('list', { name: 'To be added', hidden })).toBeNull()
}, 60_000)

test('a reason that the environment asks for is missing until it is there', async () => {
  policy.reasonRequired = true
  const user = userEvent.setup()
  const dialog = await openDialog(user)
  await choose(user, dialog, ADD, 'Roohi', /^Roohi Mehta/)
  expect(save(dialog)).toHaveAttribute('aria-disabled', 'true')
  await user.type(within(dialog).getByRole('textbox', { name: /^Reason/, hidden }), 'Holiday')
  expect(save(dialog)).not.toHaveAttribute('aria-disabled', 'true')
}, 60_000)

test('the strip warns of one owner, and a suggested co-owner settles that', async () => {
  const user = userEvent.setup()
  const dialog = await openDialog(user)
  expect(dialog).toHaveTextContent(
    'Owners: 1 active of 1. If Soul Tanaka leaves, nobody can repair this flow',
  )
  await user.click(within(dialog).getByRole('button', { name: 'Add Roohi Mehta as co-owner', hidden }))
  expect(dialog).toHaveTextContent('Owners: 2 active of 2. If Soul Tanaka leaves, Roohi Mehta can go on.')
}, 60_000)

test('what comes through a group is locked, and leads to the group', async () => {
  const dialog = await openDialog(userEvent.setup())
  const inherited = within(dialog).getByRole('region', { name: 'Inherited', hidden })
  expect(inherited).toHaveTextContent('Run-only user through the group Sales team.')
  expect(within(inherited).getAllByRole('link', { name: 'Open Sales team', hidden })[0]).toHaveAttribute(
    'href',
    expect.stringContaining('/people/'),
  )
  expect(within(dialog).getByRole('row', { name: /Sales team.*2 members/, hidden })).toBeInTheDocument()
}, 60_000)

test('removing the last active owner is stopped, with the ways out', async () => {
  const user = userEvent.setup()
  const dialog = await openDialog(user, 'Order received')
  await user.click(
    within(dialog).getByRole('button', { name: 'What to do with the share of Soul Tanaka', hidden }),
  )
  await user.click(await screen.findByRole('menuitem', { name: 'Remove', hidden }))
  expect(dialog).toHaveTextContent('No owner is active')
  await user.click(save(dialog))
  const stop = await screen.findByRole('alertdialog', { hidden })
  expect(stop).toHaveTextContent('Order received would be left without an active owner')
  expect(stop).toHaveTextContent('Make somebody else the primary owner')
  expect(within(stop).queryByRole('button', { name: 'Give it up', hidden })).toBeNull()
  await user.click(within(stop).getByRole('button', { name: 'Go back', hidden }))
  expect(grantsOf('Order received')).toMatchObject({ soul: 'coOwner' })
}, 60_000)

test('a reference is switched to the own connection of whoever runs the flow', async () => {
  const user = userEvent.setup()
  const dialog = await openDialog(user)
  await user.click(within(dialog).getByRole('tab', { name: 'Connections used when others run it', hidden }))
  const select = within(dialog).getByRole('combobox', { name: 'When others run it: contoso_mail', hidden })
  expect(dialog).toHaveTextContent('Their runs use the connection Soul’s mailbox of Soul Tanaka.')
  await user.selectOptions(select, 'Person running provides own')
  expect(dialog).toHaveTextContent('Each of their runs uses the connection of the person who runs it.')
  await user.click(save(dialog))
  await waitFor(() => expect(screen.queryByRole('dialog', { hidden })).toBeNull())
  const flow = flows.find(({ name }) => name === BUTTON)
  expect(flow?.references.find(({ key }) => key === 'mail')?.mode).toBe('runOnlyUser')
}, 60_000)

test('a flow that nobody starts by hand has no tab for that', async () => {
  const dialog = await openDialog(userEvent.setup(), 'Audit contact changes')
  expect(within(dialog).getAllByRole('tab', { hidden })).toHaveLength(2)
  expect(within(dialog).queryByRole('tab', { name: /^Connections/, hidden })).toBeNull()
}, 60_000)

test('what one person can do is told, with the way that leads there', async () => {
  const user = userEvent.setup()
  const dialog = await openDialog(user)
  await user.click(within(dialog).getByRole('tab', { name: 'Effective access', hidden }))
  await choose(user, dialog, 'Choose a person or a service account', 'David', /^David Okoye/)
  const access = await within(dialog).findByRole('region', { name: 'Access of David Okoye', hidden })
  expect(await within(access).findByText(/^Run-only user through the group Sales team/)).toBeInTheDocument()
  expect(access).toHaveTextContent('may start it')
  expect(access).toHaveTextContent('may not change it')
  expect(access).toHaveTextContent('makes an own connection for Dataverse')
}, 60_000)

test('who may not share is told why', async () => {
  session.principal = sam.id
  const viewed = flows.find(({ name }) => name === BUTTON)
  if (viewed) viewed.may = ['know', 'run']
  renderApp('/e/dev/flows')
  expect(await screen.findByRole('button', { name: `Share ${BUTTON}` }, SLOW)).toHaveAttribute(
    'aria-disabled',
    'true',
  )
}, 60_000)
