import { ApiError } from './error'

type Query = Record<string, string | number | boolean | undefined>
type Options = { query?: Query; json?: unknown; form?: FormData; signal?: AbortSignal }
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

async function send(method: Method, path: string, options: Options): Promise<Response> {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(options.query ?? {})) {
    if (value !== undefined) query.set(name, String(value))
  }
  const search = query.size > 0 ? `?${query}` : ''
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (options.json !== undefined) headers['Content-Type'] = 'application/json'
  try {
    return await fetch(new URL(path + search, window.location.origin), {
      method,
      headers,
      body: options.form ?? (options.json === undefined ? undefined : JSON.stringify(options.json)),
      credentials: 'same-origin',
      signal: options.signal,
    })
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw ApiError.unreachable(cause)
  }
}

/** One request to our own server. The caller names the type of the answer. */
export async function call<Answer>(method: Method, path: string, options: Options = {}): Promise<Answer> {
  const response = await send(method, path, options)
  if (!response.ok) throw await ApiError.from(response)
  const text = await response.text()
  return (text === '' ? undefined : JSON.parse(text)) as Answer
}

/** Joins segments of an address, each escaped. */
export function address(...segments: string[]): string {
  return `/${segments.map(encodeURIComponent).join('/')}`
}

/** The address of something in an environment. */
export function inEnvironment(environment: string, ...segments: string[]): string {
  return address('api', 'v1', 'environments', environment, ...segments)
}
