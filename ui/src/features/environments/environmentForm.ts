import type { EnvironmentChanges, EnvironmentView, Signer } from '@/api/types'
import { protectionMeaning, sharingMeaning, signatureMeaning } from './meanings'

/** What the fields of the dialog hold. */
export type EnvironmentForm = {
  displayName: string
  protected: boolean
  signatures: 'none' | 'warn' | 'require'
  /** One a line: a name, and a public key. */
  signers: string
  /** Days; empty for no limit. */
  grantDays: string
  reasonRequired: boolean
}

export function environmentForm(environment: EnvironmentView): EnvironmentForm {
  const { displayName, policy, protection } = environment
  return {
    displayName,
    protected: environment.protected,
    signatures: protection.signatures ?? 'none',
    signers: (protection.signers ?? []).map(({ name, publicKey }) => `${name} ${publicKey}`).join('\n'),
    grantDays: policy.grantDays === undefined ? '' : String(policy.grantDays),
    reasonRequired: policy.reasonRequired,
  }
}

/** The key is the last word of a line, the name what stands before it. */
function readSigners(lines: string): Signer[] {
  return lines.split('\n').flatMap((line) => {
    const [, name, publicKey] = /^\s*(.+?)\s+(\S+)\s*$/.exec(line) ?? []
    return name && publicKey ? [{ name, publicKey }] : []
  })
}

/** The lines with one more signer. */
export function withSigner(lines: string, { name, publicKey }: Signer): string {
  return [...lines.split('\n').filter((line) => line.trim() !== ''), `${name} ${publicKey}`].join('\n')
}

export function formProblem(form: EnvironmentForm): string | undefined {
  if (form.displayName.trim() === '') return 'Give it a name.'
  const lines = form.signers.split('\n').filter((line) => line.trim() !== '')
  if (lines.length !== readSigners(form.signers).length)
    return 'Each line of the signers has a name, a space and a public key.'
  const days = Number(form.grantDays)
  if (form.grantDays.trim() !== '' && (!Number.isInteger(days) || days < 1))
    return 'Shares last a whole number of days, at least 1.'
  return undefined
}

/** What to send: only what the form changes. */
export function environmentChanges(environment: EnvironmentView, form: EnvironmentForm): EnvironmentChanges {
  const before = environmentForm(environment)
  const changed = (field: keyof EnvironmentForm) => before[field] !== form[field]
  return {
    ...(changed('displayName') && { displayName: form.displayName.trim() }),
    ...(changed('protected') && { protected: form.protected }),
    ...(changed('signatures') && { signatures: form.signatures }),
    ...(changed('signers') && { signers: readSigners(form.signers) }),
    ...(changed('grantDays') && { grantDays: form.grantDays.trim() === '' ? null : Number(form.grantDays) }),
    ...(changed('reasonRequired') && { reasonRequired: form.reasonRequired }),
  }
}

/** What will be different, in sentences. */
export function environmentEffects(environment: EnvironmentView, changes: EnvironmentChanges): string[] {
  const lines: string[] = []
  if (changes.displayName !== undefined) lines.push(`It is called ${changes.displayName}.`)
  if (typeof changes.protected === 'boolean') lines.push(protectionMeaning(changes.protected))
  if (changes.signatures) lines.push(signatureMeaning(changes.signatures))
  if (changes.signers) {
    const names = changes.signers.map(({ name }) => name).join(', ')
    lines.push(names ? `Packages of ${names} are known.` : 'No signer is known.')
  }
  if (changes.grantDays !== undefined || typeof changes.reasonRequired === 'boolean') {
    const { policy } = environment
    const grantDays = changes.grantDays === undefined ? policy.grantDays : (changes.grantDays ?? undefined)
    lines.push(
      `New shares of flows: ${sharingMeaning({ grantDays, reasonRequired: changes.reasonRequired ?? policy.reasonRequired })}`,
    )
  }
  return lines
}
