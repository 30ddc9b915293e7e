import { expect, test } from 'vitest'
import { cli } from './cli'

test('commands can be pasted as they are', () => {
  expect(cli.runShow('dev', '0197a1')).toBe('steward run show 0197a1 --environment dev')
  const how = { settings: 'settings.json', mode: 'update', expect: 'ab12' }
  expect(cli.solutionApply('test', "Ana's package (1).zip", how)).toBe(
    "steward solution apply 'Ana'\\''s package (1).zip' --settings settings.json --mode update --expect ab12 --environment test",
  )
  expect(cli.runList('dev', { status: 'Failed' })).toBe('steward run list --status Failed --environment dev')
  expect(cli.runFirings('dev', 'Order received')).toBe(
    "steward run firings 'Order received' --environment dev",
  )
  expect(cli.auditList({ about: 'ana', action: undefined, environment: 'dev' })).toBe(
    'steward audit list --about ana --environment dev',
  )
  expect(cli.continuityList({ environment: 'prod', reason: 'oneOwner', principal: 'ana' })).toBe(
    'steward continuity list --reason oneOwner --user ana --environment prod',
  )
  expect(cli.continuityShow('ana')).toBe('steward continuity show ana')
  const event = { users: ['ana', 'ben'], connections: [], roles: [], event: 'disabled' }
  expect(cli.continuitySimulate(event)).toBe(
    'steward continuity simulate --user ana --user ben --event disabled',
  )
  const roles = ['Contact writer']
  expect(cli.continuitySimulate({ ...event, users: [], connections: ['c1'], roles, event: 'deleted' })).toBe(
    "steward continuity simulate --connection c1 --role 'Contact writer' --event deleted",
  )
})
