// A real OpenID Connect provider, for the tests of sign-in. Its form takes any name with any password.
//
// usage: node provider.mjs '{"port": 4000, "callbacks": ["http://..."], "groups": "groups.json", "claimsInIdToken": false}'
//
// `groups` is a file with the groups of each name, which is read at each sign-in. It prints a line when it listens.
import { readFileSync } from 'node:fs'
import { Provider } from 'oidc-provider'

const { port, callbacks, groups, claimsInIdToken } = JSON.parse(process.argv[2])

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: 'steward', client_secret: 'a secret of the client', redirect_uris: callbacks }],
  cookies: { keys: ['a key of the tests'] },
  claims: {
    openid: ['sub'],
    profile: ['name', 'preferred_username'],
    email: ['email'],
    groups: ['groups'],
  },
  conformIdTokenClaims: !claimsInIdToken,
  features: { devInteractions: { enabled: true } },
  findAccount: (_ctx, name) => ({
    accountId: name,
    claims: () => ({
      sub: name,
      name: `${name} of the provider`,
      preferred_username: name,
      email: 'soul@contoso.example',
      groups: JSON.parse(readFileSync(groups, 'utf8'))[name] ?? [],
    }),
  }),
})
provider.listen(port, '127.0.0.1', () => console.log('listening'))
