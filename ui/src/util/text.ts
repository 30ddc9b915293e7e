/** `3 flows`, `1 flow`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`
}

/** `a`, `a and b`, `a, b and c`; more than `most` names end in `and 4 more`. */
export function list(names: readonly string[], most = 4): string {
  const shown =
    names.length > most ? [...names.slice(0, most - 1), `${names.length - most + 1} more`] : [...names]
  const last = shown.pop()
  if (last === undefined) return ''
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`
}

/** An action's or trigger's name as people read it: files write `Add_audit_row`. */
export function readableName(name: string): string {
  return name.replaceAll('_', ' ')
}

/** A connector's name without the prefix that files carry. */
export function connectorLabel(connector: string): string {
  const bare = connector.slice(connector.lastIndexOf('/') + 1).replace(/^shared_/, '')
  return CONNECTOR_LABELS[bare] ?? bare
}

/** Connectors that solutions often need, as files name them, and what HTTP needs no connection for. */
export const KNOWN_CONNECTORS = [
  'http',
  'httprequestreceived',
  'httpwebhook',
  'shared_approvals',
  'shared_excelonlinebusiness',
  'shared_office365',
  'shared_office365users',
  'shared_onedriveforbusiness',
  'shared_sendmail',
  'shared_sharepointonline',
  'shared_teams',
]

const CONNECTOR_LABELS: Record<string, string> = {
  approvals: 'Approvals',
  commondataservice: 'Dataverse (legacy)',
  commondataserviceforapps: 'Dataverse',
  conversionservice: 'Content conversion',
  http: 'HTTP',
  httprequestreceived: 'HTTP request received',
  httpwebhook: 'HTTP webhook',
  excelonlinebusiness: 'Excel Online',
  office365: 'Outlook mail',
  office365users: 'Office 365 Users',
  onedriveforbusiness: 'OneDrive',
  sendmail: 'Mail',
  sharepointonline: 'SharePoint',
  teams: 'Teams',
}

/** Up to two letters that stand for somebody. */
export function initials(displayName: string): string {
  const words = displayName.split(/[\s._-]+/).filter((word) => /\p{L}|\p{N}/u.test(word))
  const first = words[0] ?? '?'
  const last = words.length > 1 ? (words.at(-1) ?? '') : ''
  return ([...first][0] ?? '?').concat([...last][0] ?? '').toUpperCase()
}

/** The size of a text as stored, in bytes of UTF-8. */
export function byteSize(text: string): string {
  return fileSize(new TextEncoder().encode(text).length)
}

/** A number of bytes as people read it. */
export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} kB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

/** A word of the API (`rowChanged`) as people read it (`Row changed`). */
export function sentenceCase(word: string): string {
  const spaced = word.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}

/** The end of an id: ids of one day begin alike. */
export function shortId(id: string): string {
  return id.length > 13 ? `…${id.slice(-12)}` : id
}

/** Ends a sentence, also one whose last word has a full stop of its own, as in `Soul S.` */
export function ended(sentence: string): string {
  return sentence.endsWith('.') ? sentence : `${sentence}.`
}

/** A phrase of the server as a sentence of its own: `Co-owner through the group Sales.` */
export function asSentence(phrase: string): string {
  return ended(phrase.charAt(0).toUpperCase() + phrase.slice(1))
}

export type Span = { at: number; text: string; isCode: boolean }

/** A sentence in parts: what stands between two backticks is code, a lone backtick is itself. */
export function codeSpans(sentence: string): Span[] {
  const spans: Span[] = []
  let at = 0
  for (const match of sentence.matchAll(/`([^`]+)`/g)) {
    if (match.index > at) spans.push({ at, text: sentence.slice(at, match.index), isCode: false })
    spans.push({ at: match.index, text: match[1] ?? '', isCode: true })
    at = match.index + match[0].length
  }
  if (at < sentence.length) spans.push({ at, text: sentence.slice(at), isCode: false })
  return spans
}
