import { HttpResponse, http } from 'msw'
import type { Me } from '@/api/types'
import { environments } from '../data/environments'
import { people, soul } from '../data/people'
import { refuse } from './answer'

/** Who is signed in to the mock. Tests start signed in; the development server starts signed out. */
export const session: { principal: string | undefined } = { principal: soul.id }

/** The mock's only password. */
const PASSWORD = 'demo'

export const sessionHandlers = [
  http.post('*/auth/sign-in', async ({ request }) => {
    const { name, password } = (await request.json()) as { name: string; password: string }
    const found = people.find((person) => person.name === name && person.kind === 'user' && person.active)
    if (!found || password !== PASSWORD) {
      return refuse(401, {
        code: 'STW1001',
        title: 'Not signed in',
        message: `No active person with the name “${name}” has this password.`,
        hint: 'Check the spelling. After several tries sign-in is slowed down.',
      })
    }
    session.principal = found.id
    return new HttpResponse(null, { status: 204 })
  }),
  http.get('*/auth/providers', () => HttpResponse.json({ value: [{ name: 'corp', label: 'Contoso' }] })),
  http.post('*/auth/sign-out', () => {
    session.principal = undefined
    return new HttpResponse(null, { status: 204 })
  }),
  http.get('*/api/v1/me', () => {
    const principal = people.find(({ id }) => id === session.principal)
    if (!principal)
      return refuse(401, { code: 'STW1001', title: 'Not signed in', message: 'You are not signed in.' })
    const runOnly = principal.name === 'sam'
    const me: Me = {
      principal,
      environments: runOnly
        ? environments.slice(0, 1).map((one) => ({ ...one, role: 'user' }))
        : environments,
    }
    return HttpResponse.json(me)
  }),
]
