// Instants are relative to the start of the mock, so that lists look as they would today.
const START = Date.now()

export function secondsAgo(seconds: number): string {
  return new Date(START - seconds * 1000).toISOString()
}

export function daysAgo(days: number): string {
  return secondsAgo(days * 86_400)
}

export function after(instant: string, milliseconds: number): string {
  return new Date(Date.parse(instant) + milliseconds).toISOString()
}
