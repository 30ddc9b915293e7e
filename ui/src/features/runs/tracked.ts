/** The name and the value of each tracked property; a text stands as it is, anything else as JSON. */
export function trackedPairs(properties: unknown): [string, string][] {
  if (typeof properties !== 'object' || properties === null) return []
  return Object.entries(properties).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
}
