import { useCallback, useState } from 'react'

export type Folding = {
  isOpen: (place: string) => boolean
  toggle: (place: string) => void
  setAll: (open: boolean) => void
}

/** Which containers of a drawing are folded. All are open at first. */
export function useFolding(containers: readonly string[]): Folding {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const isOpen = useCallback((place: string) => !closed.has(place), [closed])
  const toggle = useCallback(
    (place: string) =>
      setClosed((before) => {
        const next = new Set(before)
        if (!next.delete(place)) next.add(place)
        return next
      }),
    [],
  )
  return { isOpen, toggle, setAll: (open) => setClosed(new Set(open ? [] : containers)) }
}
