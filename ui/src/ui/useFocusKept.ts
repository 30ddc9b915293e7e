import { useEffect, useState } from 'react'

/**
 * Keeps the focus in a dialog when what had it goes away, as a row does that is removed. Else the focus would return to what opened
 * the dialog, and the dialog be hidden from screen readers. Answers what to give to the surface as `ref`.
 */
export function useFocusKept() {
  const [surface, setSurface] = useState<HTMLElement | null>(null)
  useEffect(() => {
    if (!surface) return undefined
    const { ownerDocument } = surface
    const observer = new MutationObserver(() => {
      if (ownerDocument.activeElement === ownerDocument.body) surface.focus()
    })
    observer.observe(surface, { childList: true, subtree: true })
    return () => observer.disconnect()
  }, [surface])
  return setSurface
}
