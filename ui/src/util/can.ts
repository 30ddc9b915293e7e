import type { ConnectionView, EnvironmentView, FlowView, Me, PrincipalView, RunDetail } from '@/api/types'

/** Whether the caller can do something now; when not, the reason that a disabled control shows. */
export type Can = { reason?: string }

const YES: Can = {}
const no = (reason: string): Can => ({ reason })

function ownsFlow(flow: FlowView, environment: EnvironmentView | undefined): boolean {
  return flow.tier === 'primaryOwner' || flow.tier === 'coOwner' || environment?.role === 'admin'
}

/** What the caller can do with a flow. */
export const flowCan = {
  edit(flow: FlowView, environment: EnvironmentView | undefined): Can {
    return ownsFlow(flow, environment) ? YES : no('Only owners of the flow can change it.')
  },
  enable(flow: FlowView, environment: EnvironmentView | undefined, needs: readonly string[]): Can {
    const may = flowCan.edit(flow, environment)
    if (may.reason) return may
    return needs.length === 0 ? YES : no(`It cannot be turned on yet: ${needs.join(' ')}`)
  },
  run(flow: FlowView, startable: boolean): Can {
    if (!startable) return no('Its trigger starts it; nobody can start it by hand.')
    if (flow.tier === 'viewer') return no('Viewers see runs but cannot start the flow.')
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
    if (environment?.role === 'user')
      return no('Makers and admins of the environment bind references and set values.')
    return YES
  },
  importSolution(environment: EnvironmentView | undefined): Can {
    if (environment?.role === 'user') return no('Makers and admins of the environment import solutions.')
    return YES
  },
}

/** What the caller can do with a principal. */
export const principalCan = {
  disable(me: Me | undefined, principal: PrincipalView): Can {
    if (me?.principal.tenantAdmin === false) return no('Only tenant admins can disable or enable somebody.')
    return me?.principal.id === principal.id ? no('You cannot disable yourself.') : YES
  },
}

/** Whether a connection works; when not, the reason. */
export function connectionWorks(connection: ConnectionView): Can {
  return connection.health === 'ok'
    ? YES
    : no(`${connection.owner.displayName} is disabled, so this connection is not valid.`)
}
