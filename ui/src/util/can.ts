import type {
  ConnectionView,
  EnvironmentView,
  FlowView,
  Me,
  Pipeline,
  PrincipalView,
  RunDetail,
  SolutionDetail,
} from '@/api/types'

/** Whether the caller can do something now; when not, the reason that a disabled control shows. */
export type Can = { reason?: string }

const YES: Can = {}
const no = (reason: string): Can => ({ reason })

/** What the caller can do with a flow. The server says what is allowed (`may`); this words why something is not. */
export const flowCan = {
  rebind: (flow: FlowView, environment: EnvironmentView): Can =>
    flow.may.includes('rebind')
      ? environmentCan.changeByHand(environment)
      : no('Only owners of the flow can swap its connections.'),
  share: (flow: FlowView): Can =>
    flow.may.includes('share') ? YES : no('Only owners of the flow and admins of the environment share it.'),
  enable(flow: FlowView, needs: readonly string[]): Can {
    if (!flow.may.includes('enable')) return no('Only owners of the flow can turn it on.')
    return needs.length === 0 ? YES : no(`It cannot be turned on yet: ${needs.join(' ')}`)
  },
  disable: (flow: FlowView): Can =>
    flow.may.includes('enable') ? YES : no('Only owners of the flow can turn it off.'),
  run(flow: FlowView, startable: boolean): Can {
    if (!startable) return no('Its trigger starts it; nobody can start it by hand.')
    if (!flow.may.includes('run')) return no('Only owners and run-only users can start it.')
    return flow.state === 'on' ? YES : no('The flow is off. Turn it on first.')
  },
}

/** What the caller can do with a run. The server decides; this only words the reason. */
export const runCan = {
  cancel: (run: RunDetail): Can =>
    run.mayCancel ? YES : no('Only owners can cancel a run, and only while it runs.'),
  resubmit: (run: RunDetail): Can =>
    run.mayResubmit ? YES : no('Only owners can resubmit a run, and only after it ended.'),
}

/** What the caller can do in an environment. */
export const environmentCan = {
  bind(environment: EnvironmentView | undefined): Can {
    if (environment?.role === 'user' || environment?.role === 'auditor')
      return no('Makers and admins of the environment bind references and set values.')
    return YES
  },
  /** Whether what solutions bring is changed there other than by a solution. */
  changeByHand({ displayName, protected: isProtected, protection }: EnvironmentView): Can {
    if (!isProtected || protection.breakGlass?.state === 'open') return YES
    return no(
      `${displayName} is protected: what solutions bring changes there by a promotion, or while break-glass is open.`,
    )
  },
  bindReference(environment: EnvironmentView): Can {
    const { reason } = environmentCan.bind(environment)
    return reason ? no(reason) : environmentCan.changeByHand(environment)
  },
  /** Whether solutions, and what is in them, are made there. */
  author(environment: EnvironmentView): Can {
    const { reason } = environmentCan.importSolution(environment)
    return reason ? no(reason) : environmentCan.changeByHand(environment)
  },
  /** Whether tables and rows of another environment may come there; not even break-glass lets them in where it is protected. */
  copyTables(environment: EnvironmentView): Can {
    if (environment.protected)
      return no(`${environment.displayName} is protected: rows of other environments never come there.`)
    return environmentCan.author(environment)
  },
  importSolution(environment: EnvironmentView | undefined): Can {
    if (environment?.role === 'user' || environment?.role === 'auditor')
      return no('Makers and admins of the environment import solutions.')
    return YES
  },
}

function administers(me: Me, { role }: EnvironmentView): boolean {
  return role === 'admin' || me.principal.tenantAdmin
}

/** What the caller can do about how an environment is kept. */
export const protectionCan = {
  change: (me: Me, environment: EnvironmentView): Can =>
    administers(me, environment) ? YES : no('Only admins of the environment can change this.'),
  guard: ({ principal }: Me): Can =>
    principal.tenantAdmin ? YES : no('Tenant admins say what guards an environment.'),
  ask(me: Me, environment: EnvironmentView): Can {
    if (!administers(me, environment)) return no('Admins of the environment ask for it.')
    const state = environment.protection.breakGlass?.state
    if (state === 'asked') return no('It is asked for already.')
    return state === 'open' ? no('It is open already.') : YES
  },
  approve(me: Me, environment: EnvironmentView, askedBy: string): Can {
    if (askedBy === me.principal.id) return no('You asked for it, so another person approves.')
    return administers(me, environment) ? YES : no('Admins of the environment approve it, except who asked.')
  },
  /** Whether somebody else's question waits for the caller. */
  decide(me: Me, environment: EnvironmentView): boolean {
    const { breakGlass } = environment.protection
    return (
      breakGlass?.state === 'asked' && !protectionCan.approve(me, environment, breakGlass.askedBy.id).reason
    )
  },
  end: (me: Me, environment: EnvironmentView): Can =>
    administers(me, environment) ? YES : no('Admins of the environment end it.'),
  seeDrift: (me: Me, environment: EnvironmentView): Can => auditCan.readIn(me, environment),
  settleDrift: (me: Me, environment: EnvironmentView): Can =>
    administers(me, environment) ? YES : no('Admins of the environment accept and revert what has drifted.'),
}

/** What the caller can do with a pipeline. The server decides; this words why something is not allowed. */
export const pipelineCan = {
  create: ({ principal }: Me): Can =>
    principal.tenantAdmin ? YES : no('Tenant admins make pipelines: one lends the rights of its deployers.'),
  manage: (pipeline: Pipeline): Can =>
    pipeline.mayManage ? YES : no('Tenant admins change pipelines: one lends the rights of its deployers.'),
  request: (pipeline: Pipeline): Can =>
    pipeline.mayRequest
      ? YES
      : no('Whoever may export solutions from the environment that it begins in promotes on a pipeline.'),
}

/** What the caller can do with data policies. */
export const policyCan = {
  read: ({ principal }: Me): Can =>
    principal.tenantRole !== undefined
      ? YES
      : no('Admins and auditors of the installation read data policies.'),
  administer: ({ principal }: Me): Can =>
    principal.tenantAdmin ? YES : no('Tenant admins make and change data policies.'),
}

/** What the caller can do with a solution. */
export const solutionCan = {
  deploy: (environment: EnvironmentView): Can => environmentCan.importSolution(environment),
  author(environment: EnvironmentView, { managed }: Pick<SolutionDetail, 'managed'>): Can {
    if (managed) return no('A managed solution is changed where it was made, and then imported again.')
    return environmentCan.author(environment)
  },
}

/** What the caller can do with a principal. */
export const principalCan = {
  administer: (me: Me): Can =>
    me.principal.tenantAdmin ? YES : no('Only tenant admins can make and change principals.'),
  disable(me: Me | undefined, principal: PrincipalView): Can {
    if (me?.principal.tenantAdmin === false) return no('Only tenant admins can disable or enable somebody.')
    return me?.principal.id === principal.id ? no('You cannot disable yourself.') : YES
  },
}

/** What the caller can do about what would fail. */
export const continuityCan = {
  simulate: ({ principal, environments }: Me): Can =>
    principal.tenantRole !== undefined || environments.some(({ role }) => role !== 'user')
      ? YES
      : no('Only makers, auditors and admins see inside flows.'),
  seeWhatHangsOn: ({ principal, environments }: Me, who: PrincipalView): Can =>
    principal.id === who.id ||
    principal.tenantRole !== undefined ||
    environments.some(({ role }) => role === 'admin' || role === 'auditor')
      ? YES
      : no('Only they, auditors and admins see everything that hangs on somebody.'),
}

/** What the caller can do with the audit log of the installation. */
export const auditCan = {
  read: ({ principal }: Me): Can =>
    principal.tenantRole !== undefined
      ? YES
      : no('Only auditors and admins of the installation can do this.'),
  readIn: (me: Me, environment: EnvironmentView): Can =>
    environment.role === 'admin' || environment.role === 'auditor'
      ? YES
      : auditCan.read(me).reason
        ? no('Only auditors and admins of the environment can do this.')
        : YES,
}

/** What the caller can do with a connection. The server says what is allowed (`may`); this words why something is not. */
export const connectionCan = {
  use: (connection: ConnectionView): Can =>
    connection.may.includes('use')
      ? YES
      : no(`${connection.owner.displayName} has not given you the right to use this connection.`),
  rebind: (connection: ConnectionView): Can =>
    connection.may.includes('rebind')
      ? YES
      : no(
          'Its owner, admins of the environment and those with the right to sign in anew for it can do this.',
        ),
  manage: (connection: ConnectionView): Can =>
    connection.may.includes('manage')
      ? YES
      : no('Its owner, admins of the environment and those with the right to manage it can do this.'),
}

/** Whether a connection works; when not, the reason. */
export function connectionWorks(connection: ConnectionView): Can {
  return connection.health === 'ownerDisabled'
    ? no(`${connection.owner.displayName} is disabled, so this connection is not valid.`)
    : YES
}
