import { useQuery } from '@tanstack/react-query'
import { tablesQuery } from '@/api/tables'
import { Choices } from '@/ui/Choices'
import { QueryState } from '@/ui/PageState'

type Props = {
  environment: string
  chosen: readonly string[]
  choose: (tables: readonly string[]) => void
}

/** Which tables of an environment; all of them, where none is chosen. */
export function ChosenTables({ environment, chosen, choose }: Props) {
  const query = useQuery(tablesQuery(environment))
  return (
    <QueryState query={query} what="its tables">
      {({ value }) => (
        <Choices
          legend="Only these tables; all, where none is chosen"
          options={value.map(({ logicalName, displayName }) => ({
            value: logicalName,
            label: displayName || logicalName,
          }))}
          chosen={chosen}
          choose={choose}
        />
      )}
    </QueryState>
  )
}
