import type { TokenView } from '@/api/types'

/** Scopes as people type them, between spaces or commas. */
export function scopesOf(typed: string): string[] {
  return typed.split(/[\s,]+/).filter(Boolean)
}

/** What a token is for, in a few words. */
export function purpose({ scopes, environment }: Pick<TokenView, 'scopes' | 'environment'>): string {
  const what = scopes.length === 0 ? 'everything that you may' : scopes.join(' ')
  return environment ? `${what}, in ${environment}` : what
}
