import { Checkbox } from '@fluentui/react-components'
import styles from './Choices.module.css'

type Props = {
  legend: string
  options: readonly { value: string; label: string }[]
  chosen: readonly string[]
  choose: (chosen: readonly string[]) => void
}

/** Some of several things, in the order in which they were chosen. */
export function Choices({ legend, options, chosen, choose }: Props) {
  return (
    <fieldset className={styles.choices}>
      <legend>{legend}</legend>
      {options.map(({ value, label }) => (
        <Checkbox
          key={value}
          label={label}
          checked={chosen.includes(value)}
          onChange={(_, { checked }) =>
            choose(checked ? [...chosen, value] : chosen.filter((one) => one !== value))
          }
        />
      ))}
    </fieldset>
  )
}
