import type { NewSolution } from '@/api/types'

/** What somebody has filled in for a solution. */
export type SolutionForm = {
  uniqueName: string
  displayName: string
  version: string
  /** What people read as who makes it. */
  publisherName: string
  publisher: string
  prefix: string
  description: string
}

export const NEW_SOLUTION: SolutionForm = {
  uniqueName: '',
  displayName: '',
  version: '1.0.0.0',
  publisherName: '',
  publisher: '',
  prefix: '',
  description: '',
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/
/** Source: Create a solution publisher: 2 to 8 letters and digits, a letter first, not `mscrm`. */
const PREFIX = /^(?!mscrm)[a-z][a-z0-9]{1,7}$/i

/** Whether a text is a version: two to four numbers. */
export function isVersion(text: string): boolean {
  return /^\d+\.\d+(\.\d+){0,2}$/.test(text)
}

/** What is still missing or wrong, if something is. */
export function solutionProblem(form: SolutionForm): string | undefined {
  if (form.displayName.trim() === '') return 'Give it a name first.'
  if (!NAME.test(form.uniqueName))
    return 'Its name in files has letters, digits and underscores, and no digit first.'
  if (!isVersion(form.version)) return 'The version is two to four numbers with dots between them.'
  if (!NAME.test(form.publisher))
    return 'The publisher’s name in files has letters, digits and underscores, and no digit first.'
  return PREFIX.test(form.prefix)
    ? undefined
    : 'The prefix has 2 to 8 letters and digits, and a letter first.'
}

export function solutionIdentity(form: SolutionForm): NewSolution {
  return {
    displayName: form.displayName.trim(),
    version: form.version,
    publisher: {
      uniqueName: form.publisher,
      displayName: form.publisherName.trim() || form.publisher,
      prefix: form.prefix,
    },
    description: form.description.trim() || undefined,
  }
}
