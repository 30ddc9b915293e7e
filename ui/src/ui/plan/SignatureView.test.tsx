import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { SignatureView } from './SignatureView'

test('a valid signature says who vouches, and what that one looked at', () => {
  render(
    <SignatureView
      signature={{
        verdict: 'valid',
        signer: 'Contoso builds',
        provenance: {
          builder: 'steward 0.1.0',
          source: 'dev',
          solution: 'ContosoFinance',
          version: '1.5.0.0',
          at: '2026-11-01T08:00:00Z',
          checks: [{ name: 'SolutionChecker', outcome: 'no findings' }],
          approvals: [{ by: 'Roohi' }],
        },
      }}
    />,
  )
  expect(screen.getByText('Valid')).toBeVisible()
  expect(screen.getByText('Contoso builds')).toBeVisible()
  expect(screen.getByRole('table', { name: 'Checks of the signer' })).toHaveTextContent('no findings')
  expect(screen.getByRole('table', { name: 'Approvals' })).toHaveTextContent('Roohi')
})

test('one that does not count says why', () => {
  render(<SignatureView signature={{ verdict: 'invalid', why: 'It is of another package.' }} />)
  expect(screen.getByText('Invalid')).toBeVisible()
  expect(screen.getByText('It is of another package.')).toBeVisible()
  expect(screen.queryByText('Signed by')).toBeNull()
})
