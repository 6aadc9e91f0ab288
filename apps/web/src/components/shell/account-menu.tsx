import { useNavigate } from '@tanstack/react-router'
import { CircleUserRound, LogOut } from 'lucide-react'
import { failureOf, failureText } from '../../lib/errors.ts'
import { type Language, languages, setLanguage, useText } from '../../lib/i18n.ts'
import { useSignOut, useUser } from '../../lib/session.ts'
import { setTheme, themes, useTheme } from '../../lib/theme.ts'
import { say } from '../../lib/toast.ts'
import { Menu, MenuChoice, MenuItem, MenuLine } from '../ui/menu.tsx'

const initials = (name: string) =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((part) => [...part][0] ?? '')
    .join('')
    .toLocaleUpperCase()

export function AccountMenu({ side }: { side: 'top' | 'right' }) {
  const { t, language } = useText()
  const user = useUser()
  const theme = useTheme()
  const signOut = useSignOut()
  const navigate = useNavigate()
  if (!user) return null
  const name = user.name || user.email
  return (
    <Menu
      side={side}
      align="end"
      trigger={
        <button
          type="button"
          aria-label={t('shell.account', { name })}
          // A picture made of letters, not text: the label is what names the button.
          data-initials={initials(name)}
          title={name}
          className="mx-1 grid size-9 before:content-[attr(data-initials)] place-items-center rounded-full bg-accent-soft font-semibold text-accent text-sm"
        />
      }
    >
      <div className="px-2.5 py-2">
        <p className="truncate font-semibold">{user.name}</p>
        <p className="truncate text-ink-faint text-sm">{user.email}</p>
      </div>
      <MenuLine />
      <MenuItem icon={CircleUserRound} onSelect={() => void navigate({ to: '/account' })}>
        {t('shell.ownAccount')}
      </MenuItem>
      <MenuLine />
      <MenuChoice
        label={t('shell.theme')}
        value={theme}
        onChange={setTheme}
        options={themes.map((value) => ({ value, label: t(`shell.${value}`) }))}
      />
      <MenuChoice
        label={t('shell.language')}
        value={language}
        onChange={(next) => void setLanguage(next)}
        options={(Object.keys(languages) as Language[]).map((value) => ({ value, label: languages[value] }))}
      />
      <MenuLine />
      <MenuItem
        icon={LogOut}
        onSelect={() =>
          void signOut().catch((error: unknown) => say(failureText(t, failureOf(error)), { tone: 'problem' }))
        }
      >
        {t('shell.signOut')}
      </MenuItem>
    </Menu>
  )
}
