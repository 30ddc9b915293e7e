/** A path of this site from what an address carried; anything that could lead to another site becomes the start page. */
export function localPath(returnTo: string | undefined): string {
  if (!returnTo?.startsWith('/') || /^\/[/\\]/.test(returnTo)) return '/'
  const url = new URL(returnTo, 'http://here.invalid')
  return url.host === 'here.invalid' ? `${url.pathname}${url.search}${url.hash}` : '/'
}
