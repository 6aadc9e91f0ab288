import { Check, Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { iconButtonClass } from '../../../components/ui/icon-button.tsx'
import { Menu, MenuItem } from '../../../components/ui/menu.tsx'
import { useText } from '../../../lib/i18n.ts'
import type { Permission } from '../../../lib/permissions.ts'
import { useWide } from '../../../lib/use-media.ts'
import { Tag } from '../part.tsx'
import type { RoleItem } from '../types.ts'
import { usePermissionText } from './permission-text.ts'

interface Props {
  roles: RoleItem[]
  permissions: Permission[]
  onEdit: (role: RoleItem) => void
  onDelete: (role: RoleItem) => void
}

/** Who may do what: permissions as rows and roles as columns; one role after the other where there is no room for that. */
export function RoleMatrix(props: Props) {
  const wide = useWide()
  return wide ? <Matrix {...props} /> : <Cards {...props} />
}

function Matrix({ roles, permissions, onEdit, onDelete }: Props) {
  const { t } = useText()
  const textOf = usePermissionText()
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-collapse text-left">
        <thead>
          <tr className="border-line border-b align-bottom">
            <th scope="col" className="min-w-72 py-3 pr-6 font-medium text-ink-faint text-sm">
              {t('roles.permission')}
            </th>
            {roles.map((role) => (
              <th key={role.name} scope="col" className="min-w-28 px-2 py-3 text-center font-semibold">
                <RoleHead role={role} onEdit={onEdit} onDelete={onDelete} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {permissions.map((permission) => (
            <tr key={permission} className="border-line border-b">
              <th scope="row" className="py-3 pr-6 font-normal">
                <span className="block font-medium">{textOf(permission).name}</span>
                <span className="block max-w-[52ch] text-ink-faint text-sm">{textOf(permission).text}</span>
              </th>
              {roles.map((role) => (
                <td key={role.name} className="px-2 py-3 text-center">
                  <Mark granted={role.permissions.includes(permission)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Mark({ granted }: { granted: boolean }) {
  const { t } = useText()
  return granted ? (
    <span className="inline-grid size-6 place-items-center rounded-full bg-accent-soft text-accent">
      <Check size={15} strokeWidth={2.5} aria-hidden />
      <span className="sr-only">{t('roles.yes')}</span>
    </span>
  ) : (
    <span className="text-ink-faint">
      <span aria-hidden>–</span>
      <span className="sr-only">{t('roles.no')}</span>
    </span>
  )
}

function RoleHead({ role, onEdit, onDelete }: { role: RoleItem } & Pick<Props, 'onEdit' | 'onDelete'>) {
  const { t } = useText()
  return (
    <span className="inline-grid justify-items-center gap-1">
      {!role.builtIn && <RoleMenu role={role} onEdit={onEdit} onDelete={onDelete} />}
      <span title={role.description || undefined}>{role.name}</span>
      <span className="figures whitespace-nowrap font-normal text-ink-faint text-sm">
        {t('roles.users', { count: role.userCount })}
      </span>
    </span>
  )
}

function RoleMenu({ role, onEdit, onDelete }: { role: RoleItem } & Pick<Props, 'onEdit' | 'onDelete'>) {
  const { t } = useText()
  return (
    <Menu
      trigger={
        <button type="button" className={iconButtonClass} aria-label={t('roles.actionsFor', { name: role.name })}>
          <Ellipsis size={16} aria-hidden />
        </button>
      }
    >
      <MenuItem icon={Pencil} onSelect={() => onEdit(role)}>
        {t('roles.edit')}
      </MenuItem>
      <MenuItem icon={Trash2} danger disabled={role.userCount > 0} onSelect={() => onDelete(role)}>
        {t('roles.delete')}
      </MenuItem>
      {role.userCount > 0 && (
        <p className="max-w-60 px-2.5 pb-2 text-ink-faint text-sm">{t('roles.inUse', { count: role.userCount })}</p>
      )}
    </Menu>
  )
}

function Cards({ roles, permissions, onEdit, onDelete }: Props) {
  const { t } = useText()
  const textOf = usePermissionText()
  return (
    <ul className="divide-y divide-line border-line border-y">
      {roles.map((role) => (
        <li key={role.name} className="py-4">
          <div className="flex items-center gap-2">
            <h3 className="font-semibold text-lg">{role.name}</h3>
            {role.builtIn && <Tag>{t('roles.builtIn')}</Tag>}
            <span className="figures ml-auto text-ink-faint text-sm">
              {t('roles.users', { count: role.userCount })}
            </span>
            {!role.builtIn && <RoleMenu role={role} onEdit={onEdit} onDelete={onDelete} />}
          </div>
          {role.description && <p className="text-ink-soft">{role.description}</p>}
          <ul className="mt-2 grid gap-1.5">
            {permissions
              .filter((permission) => role.permissions.includes(permission))
              .map((permission) => (
                <li key={permission} className="flex gap-2.5">
                  <Check size={15} aria-hidden className="mt-0.5 shrink-0 text-accent" />
                  <span>
                    {textOf(permission).name}
                    <span className="block text-ink-faint text-sm">{textOf(permission).text}</span>
                  </span>
                </li>
              ))}
          </ul>
        </li>
      ))}
    </ul>
  )
}
