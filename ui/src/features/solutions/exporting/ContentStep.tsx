import { useMutation, useQueryClient } from '@tanstack/react-query'
import { addComponent, type ComponentId } from '@/api/solutions'
import type { EnvironmentView, ExportPreview, SolutionDetail } from '@/api/types'
import { ActionButton } from '@/ui/ActionButton'
import { ErrorNotice, Notice } from '@/ui/Notice'
import { PlainTable } from '@/ui/PlainTable'
import { Prose } from '@/ui/Prose'
import { componentKind } from '@/ui/plan/planSummary'
import { solutionCan } from '@/util/can'
import { count } from '@/util/text'
import styles from '../solutions.module.css'

type Props = { environment: EnvironmentView; solution: SolutionDetail; preview: ExportPreview }

/** What the package has, and what it needs and lacks. */
export function ContentStep({ environment, solution, preview: { components, missing, kept } }: Props) {
  const can = solutionCan.author(environment, solution)
  // What another solution has comes with that one.
  const addable = missing.filter((one) => one.isHere && one.solution === undefined)
  const queryClient = useQueryClient()
  const adding = useMutation({
    mutationFn: async (these: readonly ComponentId[]) => {
      for (const one of these) await addComponent(environment.name, solution.uniqueName, one)
    },
    onSettled: () =>
      queryClient.invalidateQueries({ queryKey: ['environment', environment.name, 'solutions'] }),
  })
  return (
    <>
      {missing.length > 0 && (
        <Notice tone="warn" title={`It needs ${count(missing.length, 'component')} that it does not have`}>
          <ul className={styles.plain}>
            {missing.map((one) => (
              <li key={`${one.kind} ${one.key}`}>
                <span className={styles.line}>
                  <span>
                    <Prose text={one.sentence} />
                  </span>
                  {addable.includes(one) && (
                    <ActionButton
                      size="small"
                      can={can}
                      busy={adding.isPending}
                      aria-label={`Add ${one.name}`}
                      onClick={() => adding.mutate([one])}
                    >
                      Add
                    </ActionButton>
                  )}
                </span>
              </li>
            ))}
          </ul>
          {addable.length > 1 && (
            <ActionButton
              size="small"
              appearance="primary"
              can={can}
              busy={adding.isPending}
              onClick={() => adding.mutate(addable)}
            >
              Add all of them
            </ActionButton>
          )}
        </Notice>
      )}
      <ErrorNotice error={adding.error} />
      {components.length === 0 ? (
        <p className={styles.sentence}>Nothing is in it yet.</p>
      ) : (
        <PlainTable label="Components" head={['Kind', 'Name', 'Name in files']}>
          {components.map(({ kind, key, name }) => (
            <tr key={`${kind} ${key}`}>
              <td>{componentKind(kind)}</td>
              <td>{name || key}</td>
              <td>
                <code className={styles.quiet}>{key}</code>
              </td>
            </tr>
          ))}
        </PlainTable>
      )}
      {kept.length > 0 && (
        <p className={styles.sentence}>Kept from the package that it came in: {kept.join(', ')}.</p>
      )}
    </>
  )
}
