import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { EmptyState, ErrorNote, SkeletonRows } from '../../../components/ui/states.tsx'
import { trpc } from '../../../lib/api.ts'
import { failureOf } from '../../../lib/errors.ts'
import { formatDate } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import { useUser } from '../../../lib/session.ts'
import { BackLink, Part, Tag } from '../part.tsx'
import { UserAccess } from './user-access.tsx'
import { UserProfile } from './user-profile.tsx'
import { UserSessions } from './user-sessions.tsx'
import { UserSignIn } from './user-sign-in.tsx'

const route = getRouteApi('/app/admin/users/$userId')

export function UserPage() {
  const { t, locale } = useText()
  const { userId } = route.useParams()
  const me = useUser()
  const query = useQuery(trpc.users.get.queryOptions({ id: userId }))
  const back = <BackLink to="/admin/users">{t('users.back')}</BackLink>
  const user = query.data
  if (!user)
    return (
      <Part title={t('users.title')} above={back}>
        {query.error && failureOf(query.error).code === 'NOT_FOUND' ? (
          <EmptyState title={t('errors.notFoundTitle')} text={t('errors.gone')} />
        ) : query.error ? (
          <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <SkeletonRows count={4} className="h-24" />
        )}
      </Part>
    )
  const isSelf = me?.id === user.id
  return (
    <Part
      title={user.name}
      above={back}
      lead={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span>{user.email}</span>
          <span className="text-ink-faint text-sm">
            {t(user.emailVerified ? 'users.verified' : 'users.unverified')} ·{' '}
            {t('users.since', { when: formatDate(locale, user.createdAt) })}
          </span>
          {user.disabled && <Tag tone="alert">{t('users.disabled')}</Tag>}
        </span>
      }
    >
      <div className="border-line border-t pt-8">
        <UserProfile key={`${user.name} ${user.email} ${user.role}`} user={user} />
        <UserSignIn user={user} />
        <UserSessions user={user} />
        <UserAccess user={user} isSelf={isSelf} />
      </div>
    </Part>
  )
}
