import { urls } from '@/util/urls'

/**
 * The same page in another environment. A flow keeps its id and a solution its name through a promotion, so their pages open there
 * too (or say that they are not there); a run belongs to one environment, so its page leads to the list of runs.
 */
export function sameKindOfPage(pathname: string, env: string) {
  const [, prefix, , kind, id] = pathname.split('/')
  if (prefix !== 'e') return urls.environment(env)
  switch (kind) {
    case 'flows':
      return id ? urls.flow(env, decodeURIComponent(id)) : urls.flows(env)
    case 'runs':
      return urls.runs(env)
    case 'connections':
      return urls.connections(env)
    case 'variables':
      return urls.variables(env)
    case 'solutions':
      return id ? urls.solution(env, decodeURIComponent(id)) : urls.solutions(env)
    case 'import':
      return urls.importSolution(env)
    case 'buttons':
      return urls.buttons(env)
    default:
      return urls.environment(env)
  }
}
