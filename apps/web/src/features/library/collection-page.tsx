import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Ellipsis, FileUp, Globe, Pencil, SquarePen, Trash2, Type, UserPlus } from 'lucide-react'
import { useCallback, useRef, useState } from 'react'
import { NotFoundPage } from '../../components/shell/full-page.tsx'
import { Button, buttonClass } from '../../components/ui/button.tsx'
import { Menu, MenuItem } from '../../components/ui/menu.tsx'
import { Page } from '../../components/ui/page.tsx'
import { ErrorNote, Skeleton } from '../../components/ui/states.tsx'
import { trpc } from '../../lib/api.ts'
import { failureOf } from '../../lib/errors.ts'
import { useText } from '../../lib/i18n.ts'
import { useMay } from '../../lib/permissions.ts'
import { ShareCollection } from '../sharing/share-collection.tsx'
import { AddFromWeb } from './add-from-web.tsx'
import { CollectionForm } from './collection-form.tsx'
import { workingCount } from './counts.ts'
import { DeleteCollection } from './delete-collection.tsx'
import { DocumentList } from './document-list.tsx'
import { DropZone } from './drop-zone.tsx'
import { IngestProgress } from './ingest-progress.tsx'
import { PasteText } from './paste-text.tsx'
import type { CollectionItem } from './types.ts'
import { startUploads } from './upload-store.ts'
import { UploadsPanel } from './uploads-panel.tsx'

const route = getRouteApi('/app/library/$collectionId')

export function CollectionPage() {
  const { collectionId } = route.useParams()
  const collection = useQuery(
    trpc.collections.get.queryOptions(
      { id: collectionId },
      // Progress is told by a subscription; this is for when that is cut.
      { refetchInterval: ({ state }) => (state.data && workingCount(state.data.counts) > 0 ? 5000 : false) },
    ),
  )
  if (collection.error && failureOf(collection.error).code === 'NOT_FOUND') return <NotFoundPage />
  if (collection.error)
    return (
      <div className="p-8">
        <ErrorNote error={collection.error} onRetry={() => void collection.refetch()} />
      </div>
    )
  if (collection.isPending)
    return (
      <div className="mx-auto grid w-full max-w-[880px] gap-4 px-4 pt-12 sm:px-8">
        <Skeleton className="h-9 w-72" />
        <Skeleton className="h-5 w-96" />
      </div>
    )
  return <Collection key={collectionId} collection={collection.data} />
}

function Collection({ collection }: { collection: CollectionItem }) {
  const { t } = useText()
  const { id: collectionId, level } = collection
  const mayWrite = useMay()('library:write')
  const canEdit = mayWrite && level !== 'viewer'
  const isOwner = mayWrite && level === 'owner'
  const input = useRef<HTMLInputElement>(null)
  const [dialog, setDialog] = useState<'edit' | 'delete' | 'paste' | 'share' | 'web' | null>(null)
  const close = () => setDialog(null)
  const upload = useCallback(
    (files: File[]) => canEdit && files.length > 0 && startUploads(collectionId, files),
    [canEdit, collectionId],
  )
  const choose = () => input.current?.click()
  return (
    <DropZone onFiles={upload}>
      <Page
        title={collection.name}
        lead={
          <>
            {collection.description}
            {level !== 'owner' && <span className="block text-ink-faint text-sm">{t(`library.level_${level}`)}</span>}
          </>
        }
        actions={
          <>
            <Link
              to="/"
              search={{ collection: collectionId }}
              aria-label={t('library.askThis')}
              className={buttonClass({}, 'max-sm:px-2.5')}
            >
              <SquarePen size={16} aria-hidden />
              <span className="max-sm:hidden">{t('library.askThis')}</span>
            </Link>
            {isOwner && (
              <Button aria-label={t('sharing.share')} className="max-sm:px-2.5" onClick={() => setDialog('share')}>
                <UserPlus size={16} aria-hidden />
                <span className="max-sm:hidden">{t('sharing.share')}</span>
              </Button>
            )}
            {canEdit && (
              <Button variant="primary" onClick={choose}>
                <FileUp size={16} aria-hidden />
                {t('documents.add')}
              </Button>
            )}
            {canEdit && (
              <Menu
                trigger={
                  <button
                    type="button"
                    className={buttonClass({}, 'px-2.5')}
                    aria-label={t('common.more')}
                    title={t('common.more')}
                  >
                    <Ellipsis size={16} aria-hidden />
                  </button>
                }
              >
                <MenuItem icon={Type} onSelect={() => setDialog('paste')}>
                  {t('documents.addText')}
                </MenuItem>
                <MenuItem icon={Globe} onSelect={() => setDialog('web')}>
                  {t('documents.addFromWeb')}
                </MenuItem>
                <MenuItem icon={Pencil} onSelect={() => setDialog('edit')}>
                  {t('library.edit')}
                </MenuItem>
                {isOwner && (
                  <MenuItem icon={Trash2} danger onSelect={() => setDialog('delete')}>
                    {t('library.delete')}
                  </MenuItem>
                )}
              </Menu>
            )}
          </>
        }
      >
        <input
          ref={input}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            upload([...(event.target.files ?? [])])
            event.target.value = ''
          }}
        />
        <UploadsPanel collectionId={collectionId} />
        <IngestProgress collectionId={collectionId} counts={collection.counts} />
        <DocumentList
          collection={collection}
          canEdit={canEdit}
          isOwner={isOwner}
          onChoose={choose}
          onPaste={() => setDialog('paste')}
        />
        {dialog === 'edit' && <CollectionForm collection={collection} onClose={close} />}
        {dialog === 'web' && <AddFromWeb collectionId={collectionId} onClose={close} />}
        {dialog === 'paste' && <PasteText collectionId={collectionId} onClose={close} />}
        {dialog === 'share' && <ShareCollection collection={collection} onClose={close} />}
        <DeleteCollection collection={collection} open={dialog === 'delete'} onClose={close} />
      </Page>
    </DropZone>
  )
}
