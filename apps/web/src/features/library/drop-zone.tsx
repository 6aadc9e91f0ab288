import { FileUp } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useText } from '../../lib/i18n.ts'

const bringsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false

/** While files are dragged over the window the whole page takes them. */
export function DropZone({ onFiles, children }: { onFiles: (files: File[]) => void; children: ReactNode }) {
  const { t } = useText()
  const [over, setOver] = useState(false)
  useEffect(() => {
    // Entering a child fires before leaving its parent, so the two are counted.
    let depth = 0
    const enter = (event: DragEvent) => {
      if (!bringsFiles(event)) return
      depth++
      setOver(true)
    }
    const leave = (event: DragEvent) => {
      if (!bringsFiles(event)) return
      depth = Math.max(0, depth - 1)
      if (depth === 0) setOver(false)
    }
    const allow = (event: DragEvent) => bringsFiles(event) && event.preventDefault()
    const drop = (event: DragEvent) => {
      if (!bringsFiles(event)) return
      event.preventDefault()
      depth = 0
      setOver(false)
      onFiles([...(event.dataTransfer?.files ?? [])])
    }
    addEventListener('dragenter', enter)
    addEventListener('dragleave', leave)
    addEventListener('dragover', allow)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('dragenter', enter)
      removeEventListener('dragleave', leave)
      removeEventListener('dragover', allow)
      removeEventListener('drop', drop)
    }
  }, [onFiles])
  return (
    <>
      {children}
      {over && (
        <div className="pointer-events-none fixed inset-0 z-40 grid animate-fade place-items-center bg-scrim p-6">
          <p className="flex items-center gap-3 rounded-box border-2 border-accent border-dashed bg-raised px-8 py-6 font-semibold text-lg shadow-high">
            <FileUp size={22} aria-hidden className="text-accent" />
            {t('documents.drop')}
          </p>
        </div>
      )}
    </>
  )
}
