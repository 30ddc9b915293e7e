import type { ActingRule } from '@/api/types'

/** One line of the table that decides whose identity an action uses. */
export type IdentityRule = { rule: ActingRule; when: string; who: string }

/** The lines in the order in which they are asked; the first that holds decides. Source: `access/src/acting.rs` of the server. */
export const IDENTITY_RULES: readonly IdentityRule[] = [
  {
    rule: 'ownConnection',
    when: 'The action uses its own connection',
    who: 'the principal of that connection',
  },
  {
    rule: 'runOnlyUser',
    when: 'The connection is provided by the run-only user',
    who: 'whoever starts the flow, through a connection of their own',
  },
  {
    rule: 'triggeringUser',
    when: "Invoker's connection, run as Triggering user",
    who: 'whoever changed the row',
  },
  {
    rule: 'blankTriggeringUser',
    when: "Invoker's connection, run as not set",
    who: 'whoever changed the row',
  },
  {
    rule: 'blankProcessOwner',
    when: "Invoker's connection, run as not set, and the environment takes that as Process owner",
    who: 'the process owner',
  },
  {
    rule: 'rowOwner',
    when: "Invoker's connection, run as Row owner, and a user owns the row",
    who: 'that user',
  },
  {
    rule: 'rowOwnedByTeam',
    when: "Invoker's connection, run as Row owner, and a team owns the row",
    who: 'the process owner',
  },
  {
    rule: 'processOwner',
    when: "Invoker's connection, run as Process owner",
    who: "the principal of the trigger's connection",
  },
  {
    rule: 'primaryOwner',
    when: "Invoker's connection, run as Process owner, and the environment takes that as the primary owner",
    who: "the flow's primary owner",
  },
]
