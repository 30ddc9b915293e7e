import { FluentProvider } from '@fluentui/react-components'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { preferences } from '@/util/storage'
import { THEMES, type ThemeName } from './theme'

type ThemeChoice = { theme: ThemeName; toggle: () => void }

const ThemeContext = createContext<ThemeChoice>({ theme: 'light', toggle: () => undefined })

function initialTheme(): ThemeName {
  const saved = preferences.read('theme')
  if (saved === 'light' || saved === 'dark') return saved
  return window.matchMedia?.('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

export function useTheme(): ThemeChoice {
  return useContext(ThemeContext)
}

export function ThemeRoot({ children }: { children: ReactNode }) {
  const [theme, setTheme] = useState<ThemeName>(initialTheme)
  useEffect(() => {
    document.documentElement.dataset.theme = theme
    document.documentElement.style.colorScheme = theme
  }, [theme])
  const choice = useMemo(
    () => ({
      theme,
      toggle: () => {
        const next = theme === 'light' ? 'dark' : 'light'
        preferences.write('theme', next)
        setTheme(next)
      },
    }),
    [theme],
  )
  return (
    <ThemeContext.Provider value={choice}>
      {/* Fluent gives its provider's class to every portal too, so the full height belongs to an element inside. */}
      <FluentProvider theme={THEMES[theme]}>
        <div className="steward-root">{children}</div>
      </FluentProvider>
    </ThemeContext.Provider>
  )
}
