import type { ErrorBody } from './types'

/** An error of the server has the id to look for in its log; one that this page makes itself has none. */
type Problem = Omit<ErrorBody['error'], 'correlationId'> & { correlationId?: string }

/** What the server said when it refused, or that it could not be reached (`status` 0). */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly hint?: string
  readonly path?: string
  readonly correlationId?: string

  constructor(status: number, body: Problem) {
    super(body.message)
    this.name = 'ApiError'
    this.status = status
    this.code = body.code
    this.title = body.title
    this.hint = body.hint
    this.path = body.path
    this.correlationId = body.correlationId
  }

  static unreachable(cause: unknown): ApiError {
    return new ApiError(0, {
      code: 'STW1060',
      title: 'The server could not be reached',
      message: cause instanceof Error ? cause.message : 'The request got no answer.',
      hint: 'Check that the server runs and that this computer is online, then try again.',
    })
  }

  /** From a response that is not a success; anything but our own shape of error still gives a readable one. */
  static async from(response: Response): Promise<ApiError> {
    const text = await response.text()
    const body = parseErrorBody(text)
    if (body) return new ApiError(response.status, body)
    return new ApiError(response.status, {
      code: `HTTP ${response.status}`,
      title: response.statusText || 'The server answered with an error',
      message: text.slice(0, 300) || 'The answer had no content.',
    })
  }
}

function parseErrorBody(text: string): Problem | undefined {
  try {
    const body: unknown = JSON.parse(text)
    if (typeof body !== 'object' || body === null || !('error' in body)) return undefined
    const error = (body as Partial<ErrorBody>).error
    return typeof error?.code === 'string' && typeof error.message === 'string' ? error : undefined
  } catch {
    return undefined
  }
}

/** Any thrown value as an ApiError, so that one component can show them all. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  return new ApiError(-1, {
    code: 'UI',
    title: 'This page has a fault',
    message: error instanceof Error ? error.message : String(error),
    hint: 'Reload the page. If it happens again, report it with the text of this message.',
  })
}

/** The whole error as text that somebody can paste into a report. */
export function errorReport(error: ApiError): string {
  const lines = [`${error.code} ${error.title}`, error.message]
  if (error.path) lines.push(`Path: ${error.path}`)
  if (error.hint) lines.push(`Hint: ${error.hint}`)
  if (error.correlationId) lines.push(`Correlation id: ${error.correlationId}`)
  return lines.join('\n')
}
