/** A name for files: letters, digits and underscores after a publisher's prefix. Source: the platform's names of components. */
const SCHEMA_NAME = /^[A-Za-z][A-Za-z0-9]{1,7}_[A-Za-z0-9_]+$/

/** What is wrong with a text as the name of a component in files; undefined when nothing is. */
export function schemaNameProblem(name: string): string | undefined {
  return SCHEMA_NAME.test(name)
    ? undefined
    : 'The name in files begins with a prefix, as in contoso_Limit, and has letters, digits and underscores.'
}

/** A name for files from a name that people read. */
export function nameForFiles(displayName: string): string {
  return displayName
    .normalize('NFD')
    .replace(/[^A-Za-z0-9 ]/g, '')
    .replace(/ +(\w?)/g, (_, letter: string) => letter.toUpperCase())
    .replace(/^\d+/, '')
}
