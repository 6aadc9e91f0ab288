import { inputClass } from '../../components/ui/field.tsx'
import { cx } from '../../lib/cx.ts'
import { useText } from '../../lib/i18n.ts'
import { type Level, levels } from './types.ts'

interface Props {
  label: string
  value: Level
  disabled?: boolean
  onChange: (level: Level) => void
}

export function LevelSelect({ label, value, disabled = false, onChange }: Props) {
  const { t } = useText()
  return (
    <span className="w-28 shrink-0 sm:w-32">
      <select
        aria-label={label}
        value={value}
        disabled={disabled}
        onChange={(event) => {
          const level = levels.find((one) => one === event.target.value)
          if (level) onChange(level)
        }}
        className={cx(inputClass, 'h-9 py-0')}
      >
        {levels.map((level) => (
          <option key={level} value={level}>
            {t(`sharing.level_${level}`)}
          </option>
        ))}
      </select>
    </span>
  )
}
