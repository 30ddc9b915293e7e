import { Button, Field, Input, Select } from '@fluentui/react-components'
import { AddRegular } from '@fluentui/react-icons/svg/add'
import { type DragEvent, useState } from 'react'
import type { ConnectorGroup } from '@/api/types'
import { connectorLabel } from '@/util/text'
import styles from './policies.module.css'
import { connectorsIn, GROUPS, groupName, moved, type PolicyForm } from './policyForm'

type Props = { form: PolicyForm; known: readonly string[]; onChange: (form: PolicyForm) => void }

/** Every connector in its group: dragged to another one, or moved by the choice beside it. */
export function ConnectorBoard({ form, known, onChange }: Props) {
  const [added, setAdded] = useState('')
  const add = () => {
    onChange(moved(form, added.trim(), form.others))
    setAdded('')
  }
  const drop = (event: DragEvent, group: ConnectorGroup) => {
    event.preventDefault()
    const connector = event.dataTransfer.getData('text/plain')
    if (connector) onChange(moved(form, connector, group))
  }
  return (
    <>
      <div className={styles.board}>
        {GROUPS.map(([group, label, meaning]) => (
          <section
            key={group}
            className={styles.group}
            aria-label={label}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => drop(event, group)}
          >
            <h3>{label}</h3>
            <p className={styles.quiet}>{meaning}</p>
            <ul>
              {connectorsIn(form, known, group).map((connector) => (
                <li
                  key={connector}
                  draggable
                  onDragStart={(event) => event.dataTransfer.setData('text/plain', connector)}
                >
                  <ConnectorItem
                    connector={connector}
                    group={form.groups[connector]}
                    others={form.others}
                    move={(to) => onChange(moved(form, connector, to))}
                  />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      <div className={styles.add}>
        <Field label="Another connector" hint="By its name in files, such as shared_ftp.">
          <Input value={added} onChange={(_, { value }) => setAdded(value)} />
        </Field>
        <Button size="small" icon={<AddRegular />} disabledFocusable={added.trim() === ''} onClick={add}>
          Add
        </Button>
      </div>
    </>
  )
}

type ItemProps = {
  connector: string
  /** Nothing where the policy does not name it. */
  group: ConnectorGroup | undefined
  others: ConnectorGroup
  move: (group: ConnectorGroup | undefined) => void
}

function ConnectorItem({ connector, group, others, move }: ItemProps) {
  return (
    <>
      <span>
        {connectorLabel(connector)} <code className={styles.quiet}>{connector}</code>
      </span>
      <Select
        size="small"
        aria-label={`Group of ${connectorLabel(connector)}`}
        value={group ?? ''}
        onChange={(_, { value }) => move(GROUPS.find(([one]) => one === value)?.[0])}
      >
        <option value="">As all others: {groupName(others)}</option>
        {GROUPS.map(([one, label]) => (
          <option key={one} value={one}>
            {label}
          </option>
        ))}
      </Select>
    </>
  )
}
