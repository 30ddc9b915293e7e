import type { ConnectorView } from '@/api/types'

export const dataverse: ConnectorView = {
  name: 'shared_commondataserviceforapps',
  displayName: 'Microsoft Dataverse',
  fields: [],
  authentications: [],
}

export const webcontents: ConnectorView = {
  name: 'shared_webcontents',
  displayName: 'HTTP with a connection',
  fields: [{ name: 'baseUrl', title: 'Base address', kind: 'address', optional: false }],
  authentications: [
    { name: 'none', title: 'None', fields: [] },
    {
      name: 'basic',
      title: 'User name and password',
      fields: [
        { name: 'username', title: 'User name', kind: 'text', optional: false },
        { name: 'password', title: 'Password', kind: 'secret', optional: false },
      ],
    },
    {
      name: 'bearer',
      title: 'Bearer token',
      fields: [{ name: 'token', title: 'Token', kind: 'secret', optional: false }],
    },
  ],
}
