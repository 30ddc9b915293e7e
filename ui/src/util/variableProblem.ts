import type { VariableKind } from '@/api/types'

/** What is wrong with a text as the value of a variable of some type; undefined when nothing is. */
export function variableProblem(type: VariableKind, value: string): string | undefined {
  switch (type) {
    case 'number':
      return value.trim() !== '' && Number.isFinite(Number(value)) ? undefined : 'Must be a number.'
    case 'boolean':
      return /^(yes|no|true|false)$/i.test(value) ? undefined : 'Must be yes or no.'
    case 'json':
      try {
        JSON.parse(value)
        return undefined
      } catch {
        return 'Must be valid JSON.'
      }
    default:
      return undefined
  }
}
