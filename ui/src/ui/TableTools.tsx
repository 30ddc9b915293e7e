import {
  Button,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuItemCheckbox,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Tooltip,
} from '@fluentui/react-components'
import { TableSettingsRegular } from '@fluentui/react-icons/svg/table-settings'
import { useState } from 'react'
import { download } from '@/util/download'
import { preferences } from '@/util/storage'
import { type Column, toCsv } from './columns'

type Hidden = { hidden: ReadonlySet<string>; toggle: (column: string) => void }

/** Which columns are not shown, remembered in this browser. */
export function useHiddenColumns<Row>(label: string, columns: readonly Column<Row>[]): Hidden {
  const key = `columns.${label}`
  const [hidden, setHidden] = useState<ReadonlySet<string>>(() => {
    const saved = preferences.read(key)
    if (saved !== undefined) return new Set(saved.split(',').filter(Boolean))
    return new Set(columns.filter((column) => column.hidden).map(({ id }) => id))
  })
  const toggle = (column: string) => {
    const next = new Set(hidden)
    if (!next.delete(column)) next.add(column)
    preferences.write(key, [...next].join(','))
    setHidden(next)
  }
  return { hidden, toggle }
}

type Props<Row> = Hidden & { label: string; columns: readonly Column<Row>[]; rows: readonly Row[] }

/** The menu of a table: which columns, and its rows as a file. */
export function TableTools<Row>({ label, columns, rows, hidden, toggle }: Props<Row>) {
  const file = label.toLowerCase().replace(/\W+/g, '-')
  const checked = columns.filter(({ id }) => !hidden.has(id)).map(({ id }) => id)
  return (
    <Menu
      checkedValues={{ columns: checked }}
      onCheckedValueChange={(_, { checkedItems }) => {
        const changed = columns.find(({ id }) => checked.includes(id) !== checkedItems.includes(id))
        if (changed) toggle(changed.id)
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Tooltip content="Columns and export" relationship="label">
          <Button appearance="subtle" size="small" icon={<TableSettingsRegular />} />
        </Tooltip>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuGroup>
            <MenuGroupHeader>Columns</MenuGroupHeader>
            {columns.map(({ id, header, fixed }) => (
              <MenuItemCheckbox key={id} name="columns" value={id} disabled={fixed}>
                {header}
              </MenuItemCheckbox>
            ))}
          </MenuGroup>
          <MenuDivider />
          <MenuItem onClick={() => download(`${file}.csv`, 'text/csv', toCsv(rows, columns))}>
            Export as CSV
          </MenuItem>
          <MenuItem
            onClick={() => download(`${file}.json`, 'application/json', JSON.stringify(rows, null, 2))}
          >
            Export as JSON
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  )
}
