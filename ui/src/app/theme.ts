import { type BrandVariants, createDarkTheme, createLightTheme, type Theme } from '@fluentui/react-components'

const BRAND: BrandVariants = {
  10: '#020f14',
  20: '#071f28',
  30: '#0a303d',
  40: '#0c3f50',
  50: '#0e4d62',
  60: '#105a72',
  70: '#126581',
  80: '#15708f',
  90: '#2c84a3',
  100: '#4899b6',
  110: '#63adc8',
  120: '#7fc0d8',
  130: '#9ad1e5',
  140: '#b6e0ef',
  150: '#d1eef8',
  160: '#eaf8fd',
}

// Fonts that the reader's computer already has: no font is ever downloaded.
const FONTS = {
  fontFamilyBase:
    "'Segoe UI', -apple-system, Inter, Roboto, 'Noto Sans', 'Liberation Sans', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', 'SF Mono', 'DejaVu Sans Mono', Consolas, monospace",
}

const light: Theme = { ...createLightTheme(BRAND), ...FONTS }
const dark: Theme = {
  ...createDarkTheme(BRAND),
  ...FONTS,
  colorBrandForeground1: BRAND[120],
  colorBrandForeground2: BRAND[130],
  colorBrandForegroundLink: BRAND[120],
  colorBrandForegroundLinkHover: BRAND[130],
}

export type ThemeName = 'light' | 'dark'
export const THEMES: Record<ThemeName, Theme> = { light, dark }
