import { Select } from '@fluentui/react-components'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { handoverKeys, updateHandover } from '@/api/handovers'
import { principalsQuery } from '@/api/principals'
import type { Handover, HandoverChoice, HandoverRow, PrincipalView } from '@/api/types'
import { ErrorNotice } from '@/ui/Notice'
import { Section } from '@/ui/Page'
import { PrincipalChip } from '@/ui/Principal'
import { Badge } from '@/ui/Status'
import { connectorLabel } from '@/util/text'
import { urls } from '@/util/urls'
import styles from './handover.module.css'
import { asChoice } from './handoverChoice'
import { isBinding, THING_LABELS } from './handoverSteps'

const END = 'end'
const KEEP = 'keep'

type Props = { title: string; plan: Handover; rows: readonly HandoverRow[] }

/** What resolves to the leavers, and what becomes of each thing. Of a draft that can be changed in its row. */
export function HandoverRows({ title, plan, rows }: Props) {
  const queryClient = useQueryClient()
  const principals = useQuery(principalsQuery())
  const changing = useMutation({
    mutationFn: (choice: HandoverChoice) =>
      updateHandover(plan.id, {
        rules: plan.rules,
        waivers: plan.waivers,
        choices: [...plan.rows.filter((row) => row.chosen && row.id !== choice.row).map(asChoice), choice],
      }),
    onSuccess: (changed) => {
      queryClient.setQueryData([...handoverKeys.all, 'one', plan.id], changed)
    },
  })
  const leavers = plan.leavers.map(({ id }) => id)
  const people = (principals.data?.value ?? []).filter(({ id, active }) => active && !leavers.includes(id))
  const isEditable = plan.mayWrite && plan.status === 'draft'
  return (
    <Section title={title} flush>
      <ErrorNotice error={changing.error} />
      {rows.length === 0 ? (
        <p className={styles.note}>Nothing.</p>
      ) : (
        <div className={styles.wrap}>
          <table className={styles.table} aria-label={title}>
            <thead>
              <tr>
                <th scope="col">What</th>
                <th scope="col">Which</th>
                <th scope="col">Of</th>
                <th scope="col">Becomes</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <td>{THING_LABELS[row.thing]}</td>
                  <td>
                    {row.name}
                    <span className={styles.quiet}>
                      {row.environment && ` in ${row.environment}`}
                      {row.connector && `, ${connectorLabel(row.connector)}`}
                    </span>
                  </td>
                  <td>
                    <PrincipalChip principal={row.leaver} />
                  </td>
                  <td>
                    {isEditable ? (
                      <Becomes
                        row={row}
                        people={people}
                        busy={changing.isPending}
                        choose={(choice) => changing.mutate(choice)}
                      />
                    ) : (
                      <Said row={row} />
                    )}
                    {row.problem && <Problem row={row} />}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  )
}

type BecomesProps = {
  row: HandoverRow
  people: readonly PrincipalView[]
  busy: boolean
  choose: (choice: HandoverChoice) => void
}

function Becomes({ row, people, busy, choose }: BecomesProps) {
  const value = row.action === 'give' ? (row.to?.id ?? '') : row.action === 'undecided' ? '' : row.action
  const able = people.filter(
    ({ kind }) => kind !== 'group' || !(isBinding(row) || row.thing === 'primaryOwner'),
  )
  const pick = (picked: string) => {
    if (picked === END) choose({ row: row.id, action: 'end' })
    else if (picked === KEEP) choose({ row: row.id, action: 'keep', reason: 'It stays on purpose.' })
    else if (picked) choose({ row: row.id, action: 'give', to: picked })
  }
  return (
    <Select
      size="small"
      disabled={busy}
      aria-label={`What becomes of ${row.name}, ${THING_LABELS[row.thing]}`}
      value={value}
      onChange={(_, data) => pick(data.value)}
    >
      {value === '' && <option value="">Choose</option>}
      {row.connection && <option value="bind">Bound to {row.connection.displayName}</option>}
      {!isBinding(row) && row.thing !== 'primaryOwner' && <option value={END}>Ends</option>}
      <option value={KEEP}>Stays with {row.leaver.displayName}</option>
      {row.thing !== 'token' && (
        <optgroup label={isBinding(row) ? 'Bound to the connection of' : 'Goes to'}>
          {able.map(({ id, displayName }) => (
            <option key={id} value={id}>
              {displayName}
            </option>
          ))}
        </optgroup>
      )}
    </Select>
  )
}

function Said({ row }: { row: HandoverRow }) {
  if (row.to) return <PrincipalChip principal={row.to} />
  if (row.connection) {
    return (
      <span className={styles.line}>
        {row.connection.displayName} <PrincipalChip principal={row.connection.owner} />
      </span>
    )
  }
  if (row.action === 'keep') return <>Stays: {row.reason}</>
  return row.action === 'end' ? 'Ends' : 'Undecided'
}

/** Why a row cannot happen yet; what lacks a connection leads to where one is made. */
function Problem({ row }: { row: HandoverRow }) {
  return (
    <p className={styles.problem}>
      <Badge tone="warn">Not yet</Badge> {row.problem}{' '}
      {isBinding(row) && row.environment && <Link {...urls.connections(row.environment)}>Connections</Link>}
    </p>
  )
}
