import { useMutation } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { queryClient, trpc } from '../../../lib/api.ts'
import { failureOf } from '../../../lib/errors.ts'
import { forgetEverything } from '../../../lib/forget.ts'
import { useText } from '../../../lib/i18n.ts'
import { forgetDrafts } from '../../../lib/storage.ts'
import { say } from '../../../lib/toast.ts'
import { PasswordDialog } from './password-dialog.tsx'
import type { Account } from './types.ts'

type Owned = Account['soleOwnerOf']

/** What deleting does, what stands in its way, and the question with the password. */
export function DeleteAccount({ owned }: { owned: Owned }) {
  const { t } = useText()
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const shared = owned.filter(({ memberCount }) => memberCount > 1)
  const alone = owned.filter(({ memberCount }) => memberCount <= 1)
  const remove = useMutation(
    trpc.account.delete.mutationOptions({
      meta: { public: true },
      onSuccess: async () => {
        say(t('profile.deleted'))
        forgetDrafts()
        forgetEverything()
        queryClient.clear()
        await navigate({ to: '/sign-in', search: {} })
      },
    }),
  )
  return (
    <>
      <p>
        {t('profile.deleteGoes')} {t('profile.deleteStays')}
      </p>
      {shared.length > 0 && (
        <div className="rounded-box bg-unfound-soft px-4 py-3">
          <p>{t('profile.deleteBlocked')}</p>
          <Collections items={shared} />
        </div>
      )}
      {alone.length > 0 && (
        <div>
          <p>{t('profile.deleteOwn', { count: alone.length })}</p>
          <Collections items={alone} />
        </div>
      )}
      <div>
        <Button variant="danger" disabled={shared.length > 0} onClick={() => setAsking(true)}>
          {t('profile.delete')}
        </Button>
      </div>
      {asking && (
        <PasswordDialog
          title={t('profile.deleteAsk')}
          text={`${t('profile.deleteText')} ${t('profile.deleteGoes')}`}
          action={t('profile.delete')}
          danger
          busy={remove.isPending}
          failure={remove.error && failureOf(remove.error)}
          onClose={() => {
            remove.reset()
            setAsking(false)
          }}
          onConfirm={(password) => remove.mutate({ password })}
        />
      )}
    </>
  )
}

function Collections({ items }: { items: Owned }) {
  const { t } = useText()
  return (
    <ul className="mt-2 grid gap-1">
      {items.map(({ id, name, memberCount }) => (
        <li key={id} className="flex flex-wrap items-baseline gap-x-3">
          <Link
            to="/library/$collectionId"
            params={{ collectionId: id }}
            search={{}}
            className="rounded-[4px] font-medium text-accent underline-offset-4 hover:underline"
          >
            {name}
          </Link>
          {memberCount > 1 && (
            <span className="text-ink-soft text-sm">{t('profile.members', { count: memberCount })}</span>
          )}
        </li>
      ))}
    </ul>
  )
}
