import { environments } from '@mocks/data/environments'
import { expect, test } from 'vitest'
import type { EnvironmentView } from '@/api/types'
import {
  environmentChanges,
  environmentEffects,
  environmentForm,
  formProblem,
  withSigner,
} from './environmentForm'

const [dev, , prod] = environments as [EnvironmentView, EnvironmentView, EnvironmentView]

test('a form that nobody touched changes nothing', () => {
  for (const one of environments) expect(environmentChanges(one, environmentForm(one))).toEqual({})
  expect(environmentEffects(prod, {})).toEqual([])
})

test('only what differs is sent, and each is told', () => {
  const form = {
    ...environmentForm(prod),
    displayName: ' Live ',
    protected: false,
    signatures: 'require' as const,
    signers: 'Build server  abc=\n\n  Ana Lima def=',
    grantDays: '',
  }
  const changes = environmentChanges(prod, form)
  expect(changes).toEqual({
    displayName: 'Live',
    protected: false,
    signatures: 'require',
    signers: [
      { name: 'Build server', publicKey: 'abc=' },
      { name: 'Ana Lima', publicKey: 'def=' },
    ],
    grantDays: null,
  })
  expect(environmentEffects(prod, changes)).toEqual([
    'It is called Live.',
    'Not protected: whoever may, changes flows, tables and roles here directly.',
    'A package that no known signer has signed is refused.',
    'Packages of Build server, Ana Lima are known.',
    'New shares of flows: They last as long as one likes, and say why they are given.',
  ])
})

test.each([
  [{}, undefined],
  [{ displayName: ' ' }, 'Give it a name.'],
  [{ signers: 'only-one-word' }, 'Each line of the signers has a name, a space and a public key.'],
  [{ grantDays: '1.5' }, 'Shares last a whole number of days, at least 1.'],
  [{ grantDays: '0' }, 'Shares last a whole number of days, at least 1.'],
  [{ grantDays: '30' }, undefined],
])('a form with %o: %s', (changed, problem) =>
  expect(formProblem({ ...environmentForm(dev), ...changed })).toBe(problem),
)

test('a signer is added in a line of its own', () => {
  const installation = { name: 'installation', publicKey: 'xyz=' }
  expect(withSigner('', installation)).toBe('installation xyz=')
  expect(withSigner('build abc=\n\n', installation)).toBe('build abc=\ninstallation xyz=')
})
