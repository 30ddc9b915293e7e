import type { QueryClient } from '@tanstack/react-query'
import type { LinkProps } from '@tanstack/react-router'
import { asApiError } from '@/api/error'
import { flowQuery } from '@/api/flows'
import { solutionQuery } from '@/api/solutions'
import { tableQuery } from '@/api/tables'
import type { EnvironmentView } from '@/api/types'
import { urls } from '@/util/urls'

type Same = {
  to: LinkProps
  /** Looks for the thing that the page is about, where a thing can be in several environments. */
  find?: (queryClient: QueryClient) => Promise<unknown>
  /** Where to go when it is not there, and what it is. */
  instead?: { to: LinkProps; what: string }
  /** Why this is not the page that was open. */
  said?: string
}

/**
 * The same page in another environment. A flow keeps its id, and a solution and a table their names, through a promotion, so they
 * can be there too; a run and a connection belong to one environment, so their pages lead to the lists.
 */
export function sameKindOfPage(pathname: string, env: string): Same {
  const [, prefix, , kind, escaped] = pathname.split('/')
  const id = escaped ? decodeURIComponent(escaped) : undefined
  if (prefix !== 'e') return { to: urls.environment(env) }
  switch (kind) {
    case 'flows':
      return id
        ? {
            to: urls.flow(env, id),
            find: (queryClient) => queryClient.fetchQuery(flowQuery(env, id)),
            instead: { to: urls.flows(env), what: 'flow' },
          }
        : { to: urls.flows(env) }
    case 'runs':
      return {
        to: urls.runs(env),
        said: id && 'A run belongs to the environment that it ran in. These are the runs of this one.',
      }
    case 'connections':
      return {
        to: urls.connections(env),
        said:
          id && 'A connection belongs to the environment that it was made in. These are those of this one.',
      }
    case 'tables':
      return id
        ? {
            to: urls.table(env, id),
            find: (queryClient) => queryClient.fetchQuery(tableQuery(env, id)),
            instead: { to: urls.tables(env), what: 'table' },
          }
        : { to: urls.tables(env) }
    case 'variables':
      return { to: urls.variables(env) }
    case 'solutions':
      return id
        ? {
            to: urls.solution(env, id),
            find: (queryClient) => queryClient.fetchQuery(solutionQuery(env, id)),
            instead: { to: urls.solutions(env), what: 'solution' },
          }
        : { to: urls.solutions(env) }
    case 'import':
      return { to: urls.importSolution(env) }
    case 'buttons':
      return { to: urls.buttons(env) }
    case 'overview':
      return { to: urls.overview(env) }
    case 'drift':
      return { to: urls.drift(env) }
    default:
      return { to: urls.environment(env) }
  }
}

/** What opens in another environment: the same thing if it is there, else its list, with a sentence that says so. */
export async function openIn(
  queryClient: QueryClient,
  pathname: string,
  { name, displayName }: EnvironmentView,
): Promise<{ to: LinkProps; said?: string }> {
  const { to, find, instead, said } = sameKindOfPage(pathname, name)
  if (!find || !instead) return { to, said }
  try {
    await find(queryClient)
  } catch (error) {
    const { status } = asApiError(error)
    if (status === 404 || status === 403)
      return {
        to: instead.to,
        said: `This ${instead.what} is not in ${displayName}, or you may not see it there. These are the ${instead.what}s that are.`,
      }
  }
  return { to, said }
}
