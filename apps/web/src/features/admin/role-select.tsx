import { useQuery } from '@tanstack/react-query'
import type { ComponentProps } from 'react'
import { SelectField } from '../../components/ui/field.tsx'
import { trpc } from '../../lib/api.ts'

/** The roles that there are; the one that is held stands there before they are known. */
export function RoleSelect({
  value,
  ...rest
}: Omit<ComponentProps<typeof SelectField>, 'children'> & { value: string }) {
  const roles = useQuery(trpc.roles.list.queryOptions())
  const known = roles.data?.items.map(({ name }) => name) ?? []
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
