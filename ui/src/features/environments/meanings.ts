import type { DriftSummary, EnvironmentView, SignaturePolicy } from '@/api/types'
import { count } from '@/util/text'

/** Whether somebody may change by hand what solutions bring. */
export function protectionMeaning(isProtected: boolean): string {
  return isProtected
    ? 'Protected: nobody changes here what a solution brings, unless break-glass is open.'
    : 'Not protected: whoever may, changes flows, tables and roles here directly.'
}

export const SIGNATURE_POLICIES: readonly (readonly [SignaturePolicy, string])[] = [
  ['none', 'Packages need no signature.'],
  ['warn', 'A package that no known signer has signed is applied with a warning.'],
  ['require', 'A package that no known signer has signed is refused.'],
]

export function signatureMeaning(policy: SignaturePolicy): string {
  return SIGNATURE_POLICIES.find(([word]) => word === policy)?.[1] ?? policy
}

export function driftMeaning({ open, accepted }: DriftSummary): string {
  if (open + accepted === 0) return 'Nothing differs from what was released'
  const differ = `${count(open + accepted, 'thing differs', 'things differ')} from what was released`
  return accepted === 0 ? differ : `${differ}, of which ${accepted} accepted`
}

export function sharingMeaning({ grantDays, reasonRequired }: EnvironmentView['policy']): string {
  const long = grantDays === undefined ? 'as long as one likes' : `at most ${count(grantDays, 'day')}`
  return `They last ${long}${reasonRequired ? ', and say why they are given' : ''}.`
}
