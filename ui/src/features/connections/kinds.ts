/** What people call the kinds of connections. */
export const CONNECTION_KINDS = {
  personal: 'personal',
  team: 'team',
  serviceAccount: 'service account',
} as const
