import { environments } from '@mocks/data/environments'
import { afterEach, expect, test } from 'vitest'
import { favourites, placeGroups, recents } from './places'

afterEach(() => window.localStorage.clear())

const drawn = (favourite: string[], recent: string[]) =>
  placeGroups(environments, favourite, recent).map(
    (group) => `${group.label}: ${group.environments.map(({ name }) => name).join(' ')}`,
  )

test('favourites stand first, then recent ones, each once; one that is gone is left out', () => {
  expect(drawn([], [])).toEqual(['All: dev test prod'])
  expect(drawn(['prod'], ['gone', 'prod', 'test'])).toEqual([
    'Favourites: prod',
    'Recent: test',
    'Others: dev',
  ])
  expect(drawn(['prod', 'dev', 'test'], [])).toEqual(['Favourites: prod dev test'])
})

test('the last used come first, and only a few are remembered', () => {
  for (const name of ['a', 'b', 'c', 'd', 'b', 'e']) recents.add(name)
  expect(recents.read()).toEqual(['e', 'b', 'd', 'c'])
})

test('a favourite is one no more when it is chosen again', () => {
  expect(favourites.toggle('prod')).toEqual(['prod'])
  expect(favourites.toggle('dev')).toEqual(['prod', 'dev'])
  expect(favourites.toggle('prod')).toEqual(['dev'])
  expect(favourites.read()).toEqual(['dev'])
})
