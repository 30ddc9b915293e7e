// Every command that the screens offer to copy, in one place.
import type { RiskFilter } from '@/api/continuity'
import type { AuditFilter } from '@/api/types'

type SimulatedEvent = {
  users: string[]
  connections: string[]
  roles: string[]
  event: string
  at?: string
  environment?: string
}

function quoted(argument: string): string {
  return /^[\w.:@/-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`
}

/** Those options that have a value. */
function options(values: Record<string, string | undefined>): string[] {
  return Object.entries(values).flatMap(([name, value]) => (value ? [`--${name}`, value] : []))
}

function command(words: string[], environment?: string): string {
  const all = environment === undefined ? words : [...words, '--environment', environment]
  return ['steward', ...all.map(quoted)].join(' ')
}

export const cli = {
  flowList: (environment: string) => command(['flow', 'list'], environment),
  flowShow: (environment: string, flow: string) => command(['flow', 'show', flow], environment),
  flowChanges: (environment: string, flow: string, version: number, other: number) =>
    command(['flow', 'changes', flow, String(version), '--with', String(other)], environment),
  flowRun: (environment: string, flow: string) => command(['flow', 'run', flow], environment),
  runList: (environment: string, filter: { flow?: string; status?: string }) =>
    command(
      [
        'run',
        'list',
        ...(filter.flow ? ['--flow', filter.flow] : []),
        ...(filter.status ? ['--status', filter.status] : []),
      ],
      environment,
    ),
  runFirings: (environment: string, flow: string) => command(['run', 'firings', flow], environment),
  runShow: (environment: string, run: string) => command(['run', 'show', run], environment),
  connectionList: (environment: string) => command(['connection', 'list'], environment),
  connectionShow: (environment: string, connection: string) =>
    command(['connection', 'show', connection], environment),
  tableList: (environment: string) => command(['table', 'list'], environment),
  tableShow: (environment: string, table: string) => command(['table', 'show', table], environment),
  variableList: (environment: string) => command(['variable', 'list'], environment),
  solutionList: (environment: string) => command(['solution', 'list'], environment),
  environmentList: () => command(['env', 'list']),
  driftList: (environment: string) => command(['env', 'drift', 'list'], environment),
  dataPolicyList: () => command(['data-policy', 'list']),
  pipelineList: () => command(['pipeline', 'list']),
  pipelineShow: (pipeline: string) => command(['pipeline', 'show', pipeline]),
  promotionList: () => command(['promotion', 'list', '--to-decide']),
  promotionShow: (promotion: string) => command(['promotion', 'show', promotion]),
  solutionShow: (environment: string, solution: string) =>
    command(['solution', 'show', solution], environment),
  solutionReleases: (environment: string, solution: string) =>
    command(['solution', 'releases', solution], environment),
  solutionChanges: (environment: string, solution: string, other: string) =>
    command(['solution', 'changes', solution, '--with', other], environment),
  solutionExport: (
    environment: string,
    solution: string,
    { managed, version }: { managed: boolean; version: string },
  ) =>
    command(
      ['solution', 'export', solution, ...(managed ? ['--managed'] : []), '--version', version, '--sign'],
      environment,
    ),
  solutionApply: (
    environment: string,
    file: string,
    how: { settings?: string; mode: string; expect: string },
  ) => command(['solution', 'apply', file, ...options(how)], environment),
  handoverList: () => command(['handover', 'list']),
  handoverShow: (plan: string) => command(['handover', 'show', plan]),
  continuityList: ({ environment, reason, principal }: RiskFilter) =>
    command(['continuity', 'list', ...options({ reason, user: principal })], environment),
  continuityShow: (principal: string) => command(['continuity', 'show', principal]),
  continuitySimulate: ({ users, connections, roles, environment, ...rest }: SimulatedEvent) =>
    command(
      [
        'continuity',
        'simulate',
        ...users.flatMap((user) => ['--user', user]),
        ...connections.flatMap((connection) => ['--connection', connection]),
        ...roles.flatMap((role) => ['--role', role]),
        ...options(rest),
      ],
      environment,
    ),
  auditList: ({ environment, ...filter }: AuditFilter) =>
    command(['audit', 'list', ...options(filter)], environment),
  auditVerify: () => command(['audit', 'verify']),
  principalList: () => command(['user', 'list']),
  groupMembers: (group: string) => command(['group', 'members', group]),
  principalShow: (principal: string) => command(['user', 'list', '--search', principal]),
}
