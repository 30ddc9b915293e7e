import type { EnvironmentView } from '@/api/types'
import { preferences } from '@/util/storage'

const RECENT = 'environments.recent'
const FAVOURITES = 'environments.favourite'
/** How many are remembered as used last. */
const MOST = 4

const read = (key: string): string[] => preferences.read(key)?.split(' ').filter(Boolean) ?? []

export const favourites = {
  read: () => read(FAVOURITES),
  toggle(name: string): string[] {
    const now = read(FAVOURITES)
    const next = now.includes(name) ? now.filter((one) => one !== name) : [...now, name]
    preferences.write(FAVOURITES, next.join(' '))
    return next
  },
}

/** The environments used last in this browser, the last one first. */
export const recents = {
  read: () => read(RECENT),
  add(name: string): void {
    const next = [name, ...read(RECENT).filter((one) => one !== name)]
    preferences.write(RECENT, next.slice(0, MOST).join(' '))
  },
}

export type PlaceGroup = { label: string; environments: EnvironmentView[] }

/** Favourites first, then those used last, then the others; each stands once. */
export function placeGroups(
  environments: readonly EnvironmentView[],
  favourite: readonly string[],
  recent: readonly string[],
): PlaceGroup[] {
  const named = (names: readonly string[]) =>
    names.flatMap((name) => environments.find((one) => one.name === name) ?? [])
  const top = named(favourite)
  const last = named(recent).filter((one) => !top.includes(one))
  const rest = environments.filter((one) => !top.includes(one) && !last.includes(one))
  return [
    { label: 'Favourites', environments: top },
    { label: 'Recent', environments: last },
    { label: top.length + last.length > 0 ? 'Others' : 'All', environments: rest },
  ].filter(({ environments: some }) => some.length > 0)
}
