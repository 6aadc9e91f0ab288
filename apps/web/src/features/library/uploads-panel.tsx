import { CircleAlert, CircleCheck, RotateCw, X } from 'lucide-react'
import { IconButton } from '../../components/ui/icon-button.tsx'
import { formatBytes, formatShare } from '../../lib/format.ts'
import { useText } from '../../lib/i18n.ts'
import { cancelUpload, clearUploads, retryUpload, type Upload, useUploads } from './upload-store.ts'

/** Files on their way to this collection, each with its own progress. What has arrived goes on in the list of documents. */
export function UploadsPanel({ collectionId }: { collectionId: string }) {
  const { t } = useText()
  const uploads = useUploads().filter((upload) => upload.collectionId === collectionId)
  if (uploads.length === 0) return null
  const done = uploads.filter(({ state }) => state === 'done').length
  const shown = uploads.filter(({ state, duplicate }) => state !== 'done' || duplicate)
  const busy = uploads.some(({ state }) => state === 'waiting' || state === 'sending')
  return (
    <section aria-label={t('documents.uploads')} className="mb-6 rounded-box border border-line bg-raised">
      <header className="flex min-h-11 items-center gap-3 py-1 pr-2 pl-4">
        <h2 className="font-semibold text-sm">{t('documents.uploads')}</h2>
        {done > 0 && <p className="figures text-ink-faint text-sm">{t('documents.uploadsDone', { count: done })}</p>}
        {!busy && (
          <IconButton icon={X} label={t('documents.clearUploads')} className="ml-auto" onClick={clearUploads} />
        )}
      </header>
      {shown.length > 0 && (
        <ul className="max-h-72 divide-y divide-line overflow-y-auto border-line border-t">
          {shown.map((upload) => (
            <UploadRow key={upload.id} upload={upload} />
          ))}
        </ul>
      )}
    </section>
  )
}

function UploadRow({ upload }: { upload: Upload }) {
  const { t, locale } = useText()
  const { file, state, share } = upload
  const text = {
    waiting: t('documents.uploadWaiting'),
    sending: t('documents.uploading', { share: formatShare(locale, share) }),
    done: upload.duplicate ? t('documents.uploadDuplicate') : t('documents.uploaded'),
    failed: upload.problem ?? t('documents.uploadFailed'),
    cancelled: t('documents.uploadCancelled'),
  }[state]
  return (
    <li className="flex items-center gap-3 py-2 pr-2 pl-4">
      <div className="min-w-0 flex-1">
        <p className="truncate">{file.name}</p>
        <p
          className={`figures flex items-center gap-1.5 text-sm ${state === 'failed' ? 'text-contradicted' : 'text-ink-faint'}`}
        >
          {state === 'failed' && <CircleAlert size={14} aria-hidden className="shrink-0" />}
          {state === 'done' && <CircleCheck size={14} aria-hidden className="shrink-0" />}
          {text}
          {state === 'sending' && ` · ${formatBytes(locale, file.size)}`}
        </p>
        {(state === 'sending' || state === 'waiting') && (
          <progress
            aria-label={file.name}
            value={share}
            max={1}
            className="mt-1.5 block h-1 w-full appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent [&::-webkit-progress-value]:transition-[width]"
          />
        )}
      </div>
      {(state === 'sending' || state === 'waiting') && (
        <IconButton
          icon={X}
          label={t('documents.cancelUpload', { name: file.name })}
          onClick={() => cancelUpload(upload.id)}
        />
      )}
      {(state === 'failed' || state === 'cancelled') && (
        <IconButton
          icon={RotateCw}
          label={t('documents.retryUpload', { name: file.name })}
          onClick={() => retryUpload(upload.id)}
        />
      )}
    </li>
  )
}
