import type { TokenView } from '@/api/types'

/** Scopes as people type them, between spaces or commas. */
export function scopesOf(typed: string): string[] {
  return typed.split(/[\s,]+/).filter(Boolean)
}

/** What a token is for, in a few words; `whose` is who may what it may. */
export function purpose(
  { scopes, environment }: Pick<TokenView, 'scopes' | 'environment'>,
  whose: string,
): string {
  const what = scopes.length === 0 ? `everything that ${whose} may` : scopes.join(' ')
  return environment ? `${what}, in ${environment}` : what
}
