import { Link } from '@tanstack/react-router'
import { useText } from '../../../lib/i18n.ts'
import type { LogEntry } from '../types.ts'

type LogError = NonNullable<LogEntry['error']>

/** Everything that was written about one entry: what it belonged to, its fields, the error and what caused it. */
export function LogDetail({ entry }: { entry: LogEntry }) {
  const { t } = useText()
  const ids = (['requestId', 'traceId', 'runId'] as const).flatMap((name) => {
    const id = entry[name]
    return id === null ? [] : [{ name, id }]
  })
  return (
    <div className="rounded-box bg-sunken px-4 py-3 text-sm">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 leading-6">
        {ids.map(({ name, id }) => (
          <div key={name} className="contents">
            <dt className="text-ink-faint">{t(`logs.${name}`)}</dt>
            <dd className="figures break-all">
              <Link
                to="/admin/logs"
                search={{ search: id }}
                title={t('logs.onlyThis', { id })}
                // As high as a line: links under each other can then be hit with a finger.
                className="inline-block rounded-[4px] text-accent hover:underline"
              >
                {id}
              </Link>
            </dd>
          </div>
        ))}
        {Object.entries(entry.fields).map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-faint">{name}</dt>
            <dd className="figures break-all">{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
        <dt className="text-ink-faint">{t('logs.server')}</dt>
        <dd className="figures break-all">{entry.serverId}</dd>
      </dl>
      {entry.error && <ErrorChain error={entry.error} />}
    </div>
  )
}

function ErrorChain({ error }: { error: LogError }) {
  const { t } = useText()
  return (
    <div className="mt-3 border-line border-t pt-3">
      <p className="break-words font-medium">
        {error.type}
        {error.code !== undefined && <span className="figures font-normal text-ink-faint"> {error.code}</span>}
        <span className="font-normal">: {error.message}</span>
      </p>
      {error.at.length > 0 && (
        <ol className="mt-1 font-mono text-ink-soft text-xs">
          {error.at.map((place, index) => (
            <li key={index} className="break-all">
              {place}
            </li>
          ))}
        </ol>
      )}
      {error.cause && (
        <div className="mt-3">
          <p className="text-ink-faint">{t('logs.causedBy')}</p>
          <ErrorChain error={error.cause} />
        </div>
      )}
    </div>
  )
}
