import { Button, Tooltip } from '@fluentui/react-components'
import { WeatherMoonRegular } from '@fluentui/react-icons/svg/weather-moon'
import { WeatherSunnyRegular } from '@fluentui/react-icons/svg/weather-sunny'
import { useTheme } from './ThemeRoot'

export function ThemeToggle() {
  const { theme, toggle } = useTheme()
  const label = theme === 'light' ? 'Switch to dark theme' : 'Switch to light theme'
  return (
    <Tooltip content={label} relationship="label">
      <Button
        appearance="subtle"
        icon={theme === 'light' ? <WeatherMoonRegular /> : <WeatherSunnyRegular />}
        onClick={toggle}
      />
    </Tooltip>
  )
}
