export type TokenKind = 'key' | 'text' | 'number' | 'word' | 'plain'
export type Token = { kind: TokenKind; text: string }

const PATTERN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g

/** Splits printed JSON into the pieces that are coloured. Joining the pieces gives the text back. */
export function jsonTokens(text: string): Token[] {
  const tokens: Token[] = []
  let end = 0
  for (const match of text.matchAll(PATTERN)) {
    if (match.index > end) tokens.push({ kind: 'plain', text: text.slice(end, match.index) })
    const [whole, quoted, colon, number] = match
    if (quoted !== undefined) {
      tokens.push({ kind: colon === undefined ? 'text' : 'key', text: quoted })
      if (colon !== undefined) tokens.push({ kind: 'plain', text: colon })
    } else {
      tokens.push({ kind: number === undefined ? 'word' : 'number', text: whole })
    }
    end = match.index + whole.length
  }
  if (end < text.length) tokens.push({ kind: 'plain', text: text.slice(end) })
  return tokens
}
