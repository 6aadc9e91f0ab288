import { cx } from '../../../lib/cx.ts'
import { useText } from '../../../lib/i18n.ts'
import type { ChangeFilter } from './use-dashboard-filter.ts'

/** Everybody's figures or the own ones, for who may read both. */
export function ScopeSwitch({ scope, onChange }: { scope: 'own' | 'all'; onChange: ChangeFilter }) {
  const { t } = useText()
  return (
    <fieldset className="inline-flex rounded-box border border-line bg-sunken p-0.5">
      <legend className="sr-only">{t('dashboard.filter.whose')}</legend>
      {(['all', 'own'] as const).map((one) => (
        <label
          key={one}
          className={cx(
            'cursor-pointer rounded-[6px] px-3 py-1 font-medium text-sm has-focus-visible:outline-2 has-focus-visible:outline-focus',
            scope === one ? 'bg-raised text-ink shadow-low' : 'text-ink-soft hover:text-ink',
          )}
        >
          <input
            type="radio"
            name="scope"
            className="sr-only"
            checked={scope === one}
            onChange={() => onChange({ scope: one === 'own' ? 'own' : undefined })}
          />
          {t(`dashboard.filter.scope_${one}`)}
        </label>
      ))}
    </fieldset>
  )
}
