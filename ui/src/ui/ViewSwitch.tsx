import { ToggleButton } from '@fluentui/react-components'
import styles from './ViewSwitch.module.css'

type Props<Value extends string> = {
  label: string
  value: Value
  options: readonly (readonly [Value, string])[]
  onChange: (value: Value) => void
}

/** Chooses between ways to show the same thing. */
export function ViewSwitch<Value extends string>({ label, value, options, onChange }: Props<Value>) {
  return (
    <fieldset className={styles.switch} aria-label={label}>
      {options.map(([option, text]) => (
        <ToggleButton
          key={option}
          size="small"
          appearance={option === value ? 'primary' : 'outline'}
          checked={option === value}
          onClick={() => onChange(option)}
        >
          {text}
        </ToggleButton>
      ))}
    </fieldset>
  )
}
