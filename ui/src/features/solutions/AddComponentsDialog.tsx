import { Checkbox } from '@fluentui/react-components'
import { useMutation, useQueries, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { referencesQuery } from '@/api/connections'
import { flowsQuery } from '@/api/flows'
import { rolesQuery } from '@/api/roles'
import { addComponent, type ComponentId } from '@/api/solutions'
import { tablesQuery } from '@/api/tables'
import type { EnvironmentView, SolutionDetail } from '@/api/types'
import { variablesQuery } from '@/api/variables'
import { ConfirmDialog } from '@/ui/ConfirmDialog'
import { ChoiceFilter, matches, SearchFilter } from '@/ui/Filters'
import { Loading } from '@/ui/PageState'
import { componentKind } from '@/ui/plan/planSummary'
import { count } from '@/util/text'
import styles from './solutions.module.css'

type Props = { environment: EnvironmentView; solution: SolutionDetail; close: () => void }
type Candidate = ComponentId & { name: string }

/** Everything in the environment that a solution can hold. */
function useCandidates(environment: string) {
  return useQueries({
    queries: [
      flowsQuery(environment),
      tablesQuery(environment),
      referencesQuery(environment),
      variablesQuery(environment),
      rolesQuery(environment),
    ],
    combine: ([flows, tables, references, variables, roles]) => {
      const error = [flows, tables, references, variables, roles].find((one) => one.error)?.error
      if (!flows.data || !tables.data || !references.data || !variables.data || !roles.data) return { error }
      const found: Candidate[] = [
        ...flows.data.value.map(({ id, name }) => ({ kind: 'flow', key: id, name })),
        ...tables.data.value.map(({ logicalName, displayName }) => ({
          kind: 'table',
          key: logicalName,
          name: displayName,
        })),
        ...references.data.value.map(({ logicalName, displayName }) => ({
          kind: 'reference',
          key: logicalName,
          name: displayName || logicalName,
        })),
        ...variables.data.value.map(({ schemaName, displayName }) => ({
          kind: 'variable',
          key: schemaName,
          name: displayName || schemaName,
        })),
        ...roles.data.value.map(({ id, name }) => ({ kind: 'role', key: id, name })),
      ]
      return { found, error }
    },
  })
}

const KINDS = ['flow', 'table', 'reference', 'variable', 'role'] as const
type Kind = (typeof KINDS)[number]

/** Keys of flows and roles are ids; the others are names, which are compared without case. */
function idOf({ kind, key }: ComponentId): string {
  return `${kind} ${key.toLowerCase()}`
}

/** Puts things that are in the environment into a solution. */
export function AddComponentsDialog({ environment, solution, close }: Props) {
  const queryClient = useQueryClient()
  const { found, error } = useCandidates(environment.name)
  const [kind, setKind] = useState<Kind>()
  const [search, setSearch] = useState('')
  const [chosen, setChosen] = useState<ReadonlyMap<string, Candidate>>(new Map())
  const inIt = new Set(solution.components.map(idOf))
  const adding = useMutation({
    mutationFn: async () => {
      for (const component of chosen.values()) {
        await addComponent(environment.name, solution.uniqueName, component)
      }
    },
    onSuccess: close,
    // Those before one that was refused are in it.
    onSettled: () =>
      queryClient.invalidateQueries({ queryKey: ['environment', environment.name, 'solutions'] }),
  })
  const toggle = (candidate: Candidate) => {
    const next = new Map(chosen)
    if (!next.delete(idOf(candidate))) next.set(idOf(candidate), candidate)
    setChosen(next)
  }
  const shown = found?.filter(
    (one) =>
      (kind === undefined || one.kind === kind) && !inIt.has(idOf(one)) && matches(search, one.name, one.key),
  )
  return (
    <ConfirmDialog
      title={`Add components to ${solution.displayName}`}
      effects={<p>They stay where they are. Packages that are exported from now on have them.</p>}
      confirm={chosen.size > 0 ? `Add ${count(chosen.size, 'component')}` : 'Add'}
      busy={adding.isPending}
      error={adding.error ?? error}
      reason={chosen.size > 0 ? undefined : 'Choose something first.'}
      onConfirm={() => adding.mutate()}
      onClose={close}
    >
      <div className={styles.line}>
        <ChoiceFilter
          label="Kind"
          all="All kinds"
          value={kind}
          options={KINDS.map((one) => [one, componentKind(one)] as const)}
          onChange={setKind}
        />
        <SearchFilter label="Find one" value={search} onChange={setSearch} />
      </div>
      {shown === undefined ? (
        <Loading what="what there is" />
      ) : (
        <ul className={styles.candidates} aria-label="Components to add">
          {shown.map((candidate) => (
            <li key={idOf(candidate)}>
              <Checkbox
                checked={chosen.has(idOf(candidate))}
                onChange={() => toggle(candidate)}
                label={
                  <>
                    {candidate.name}{' '}
                    <span className={styles.quiet}>
                      {componentKind(candidate.kind)} <code>{candidate.key}</code>
                    </span>
                  </>
                }
              />
            </li>
          ))}
          {shown.length === 0 && (
            <li className={styles.sentence}>There is none that is not in it already.</li>
          )}
        </ul>
      )}
    </ConfirmDialog>
  )
}
