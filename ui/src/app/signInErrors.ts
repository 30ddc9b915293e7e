import { ApiError } from '@/api/error'

/** What went wrong at a provider, by the code in the address. The address says no more, so that nobody can put words on this page. */
const TEXTS = new Map<string, readonly [title: string, message: string, hint: string]>([
  [
    'STW1070',
    [
      'The sign-in provider cannot be reached',
      'The provider did not answer, or is not what it should be.',
      'Try again, or sign in with a password.',
    ],
  ],
  [
    'STW1071',
    [
      'The provider’s answer does not count',
      'The answer does not belong to a sign-in of this browser, came too late, or is not valid.',
      'Sign in again, in one tab.',
    ],
  ],
  [
    'STW1072',
    [
      'The provider’s user is not let in',
      'The provider knows you, and there is no active user here for you.',
      'Ask an administrator to make or link your user.',
    ],
  ],
])

export function signInError(code: string | undefined): ApiError | undefined {
  if (code === undefined) return undefined
  const [title, message, hint] = TEXTS.get(code) ?? [
    'Signing in did not work',
    'Something went wrong on the way.',
    'Sign in again.',
  ]
  return new ApiError(400, { code: TEXTS.has(code) ? code : 'STW1071', title, message, hint })
}
