import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import {
  Bot,
  ChartColumn,
  Ellipsis,
  Library,
  type LucideIcon,
  MessageSquareText,
  Search,
  ShieldCheck,
  SquarePen,
} from 'lucide-react'
import { useText } from '../../lib/i18n.ts'
import { useAdminParts } from '../../lib/permissions.ts'
import { iconButtonClass } from '../ui/icon-button.tsx'
import { Logo } from '../ui/logo.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { AccountMenu } from './account-menu.tsx'

/** The parts of the app that exist; a part joins here when it works. */
const places = [
  { to: '/', key: 'ask', icon: SquarePen },
  { to: '/threads', key: 'threads', icon: MessageSquareText },
  { to: '/library', key: 'library', icon: Library },
  { to: '/agents', key: 'agents', icon: Bot },
  { to: '/dashboard', key: 'dashboard', icon: ChartColumn },
] as const satisfies readonly { to: string; key: string; icon: LucideIcon }[]
const admin = { to: '/admin', key: 'admin', icon: ShieldCheck } as const

/** Where this reader can go: the administration only with a permission for a part of it. */
export function usePlaces() {
  return useAdminParts().length > 0 ? [...places, admin] : places
}

const placeClass =
  'group grid w-full justify-items-center gap-1 rounded-box py-2 font-medium text-[11px] leading-4 text-ink-faint transition-colors duration-100 hover:text-ink data-[status=active]:text-accent'

const iconClass =
  'grid h-8 w-12 place-items-center rounded-box transition-colors duration-100 group-hover:bg-line/60 group-data-[status=active]:bg-accent-soft'

type Place = ReturnType<typeof usePlaces>[number]

function Places({ places }: { places: readonly Place[] }) {
  const { t } = useText()
  return places.map(({ to, key, icon: Icon }) => (
    <Link key={to} to={to} activeOptions={{ exact: to === '/', includeSearch: false }} className={placeClass}>
      <span className={iconClass}>
        <Icon size={19} aria-hidden />
      </span>
      {t(`shell.${key}`)}
    </Link>
  ))
}

/** The places for which a small screen has no room. */
function MorePlaces({ places }: { places: readonly Place[] }) {
  const { t } = useText()
  const navigate = useNavigate()
  const pathname = useLocation({ select: (location) => location.pathname })
  const isInside = places.some(({ to }) => pathname.startsWith(to))
  return (
    <Menu
      side="top"
      trigger={
        <button
          type="button"
          aria-label={t('shell.moreOf')}
          data-status={isInside ? 'active' : undefined}
          className={placeClass}
        >
          <span className={iconClass}>
            <Ellipsis size={19} aria-hidden />
          </span>
          {t('shell.more')}
        </button>
      }
    >
      {places.map(({ to, key, icon }) => (
        <MenuItem key={to} icon={icon} onSelect={() => void navigate({ to })}>
          {t(`shell.${key}`)}
        </MenuItem>
      ))}
    </Menu>
  )
}

/** With search and account beside them, five names fit into 360 pixels. */
const bottomBarRoom = 5

interface Props {
  onPalette: () => void
}

export function Rail({ onPalette }: Props) {
  const { t } = useText()
  return (
    <header className="fixed inset-y-0 left-0 z-20 hidden w-18 flex-col items-center border-line border-r bg-sunken px-2 py-4 md:flex">
      <Link to="/" aria-label="SarvanOM" className="mb-5 rounded-box">
        <Logo size={34} />
      </Link>
      <nav aria-label={t('shell.navigation')} className="grid w-full gap-1">
        <Places places={usePlaces()} />
      </nav>
      <div className="mt-auto grid justify-items-center gap-2">
        <button
          type="button"
          onClick={onPalette}
          aria-label={t('shell.commands')}
          title={`${t('shell.commands')} (Ctrl K)`}
          className={`${iconButtonClass} size-10 hover:bg-line/60`}
        >
          <Search size={19} aria-hidden />
        </button>
        <AccountMenu side="right" />
      </div>
    </header>
  )
}

export function BottomBar({ onPalette }: Props) {
  const { t } = useText()
  const places = usePlaces()
  const isFull = places.length > bottomBarRoom
  const shown = isFull ? places.slice(0, bottomBarRoom - 1) : places
  return (
    <header className="fixed inset-x-0 bottom-0 z-20 flex items-center border-line border-t bg-sunken px-1 pb-[env(safe-area-inset-bottom)] md:hidden">
      <nav aria-label={t('shell.navigation')} className="grid min-w-0 flex-1 grid-cols-5">
        <Places places={shown} />
        {isFull && <MorePlaces places={places.slice(shown.length)} />}
      </nav>
      <button
        type="button"
        onClick={onPalette}
        aria-label={t('shell.commands')}
        className={`${iconButtonClass} size-11`}
      >
        <Search size={19} aria-hidden />
      </button>
      <AccountMenu side="top" />
    </header>
  )
}
