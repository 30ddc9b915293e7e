/** Browsers call themselves by each other's names, so the ones that are named by others come last. */
const NAMES = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const

const SYSTEMS = [
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Windows', 'Windows'],
  ['Mac OS X', 'macOS'],
  ['Linux', 'Linux'],
] as const

/** What people call a browser that says this of itself. */
export function browserName(agent: string): string {
  const find = (names: readonly (readonly [string, string])[]) =>
    names.find(([mark]) => agent.includes(mark))?.[1]
  const [name, system] = [find(NAMES), find(SYSTEMS)]
  if (name === undefined) return agent.split(/[\s/]/, 1)[0] || 'A program'
  return system === undefined ? name : `${name} on ${system}`
}
