import { useQuery } from '@tanstack/react-query'
import type { ComponentProps } from 'react'
import { SelectField } from '../../components/ui/field.tsx'
import { trpc } from '../../lib/api.ts'
import { useMay } from '../../lib/permissions.ts'

const builtIn = ['administrator', 'expert', 'member', 'viewer']

/** The roles that there are. Who manages users but not roles is not told the custom ones, and chooses from those built in. */
export function RoleSelect({
  value,
  ...rest
}: Omit<ComponentProps<typeof SelectField>, 'children'> & { value: string }) {
  const may = useMay()
  const roles = useQuery(trpc.roles.list.queryOptions(undefined, { enabled: may('roles:manage') }))
  const known = roles.data?.items.map(({ name }) => name) ?? builtIn
  const names = known.includes(value) ? known : [...known, value]
  return (
    <SelectField value={value} {...rest}>
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </SelectField>
  )
}
