import { SearchBox, Select } from '@fluentui/react-components'

type SearchProps = { label: string; value: string; onChange: (value: string) => void }

export function SearchFilter({ label, value, onChange }: SearchProps) {
  return (
    <SearchBox
      size="small"
      style={{ width: 250 }}
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(_, data) => onChange(data.value)}
    />
  )
}

type ChoiceProps<Value extends string> = {
  label: string
  all: string
  value: Value | undefined
  options: readonly (readonly [Value, string])[]
  onChange: (value: Value | undefined) => void
}

/** A list to choose from, where the first entry is "no filter". */
export function ChoiceFilter<Value extends string>({
  label,
  all,
  value,
  options,
  onChange,
}: ChoiceProps<Value>) {
  return (
    <Select
      size="small"
      aria-label={label}
      value={value ?? ''}
      onChange={(_, data) => onChange(options.find(([option]) => option === data.value)?.[0])}
    >
      <option value="">{all}</option>
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </Select>
  )
}

/** Whether any of the texts has every word of the search in it. */
export function matches(search: string, ...texts: (string | undefined)[]): boolean {
  const hay = texts.join(' ').toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => hay.includes(word))
}
