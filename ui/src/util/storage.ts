/** Small preferences of this browser. Reading and writing never fail: private windows may forbid storage. */
export const preferences = {
  read(key: string): string | undefined {
    try {
      return window.localStorage.getItem(`steward.${key}`) ?? undefined
    } catch {
      return undefined
    }
  },
  write(key: string, value: string): void {
    try {
      window.localStorage.setItem(`steward.${key}`, value)
    } catch {
      // Without storage the preference lasts until the page is closed.
    }
  },
}
