/** How a series looks: its hue, and a texture or a stroke, so that colour is never all that tells it apart. */
const looks = {
  first: { color: 'var(--series-1)', texture: 'solid', dash: undefined },
  second: { color: 'var(--series-2)', texture: 'hatch', dash: '5 4' },
  third: { color: 'var(--series-3)', texture: 'cross', dash: '2 3' },
  fourth: { color: 'var(--series-4)', texture: 'dots', dash: '8 3 2 3' },
  supported: { color: 'var(--supported)', texture: 'solid', dash: undefined },
  contradicted: { color: 'var(--contradicted)', texture: 'cross', dash: '2 3' },
  unfound: { color: 'var(--unfound)', texture: 'hatch', dash: '5 4' },
} as const

export type Tone = keyof typeof looks

export const colorOf = (tone: Tone): string => looks[tone].color
/** The stroke of a line, to be spread on it: nothing for an unbroken one. */
export const dashOf = (tone: Tone): { strokeDasharray?: string } => {
  const { dash } = looks[tone]
  return dash === undefined ? {} : { strokeDasharray: dash }
}

/** `scope` keeps the patterns of several charts on one page apart. */
export const fillOf = (scope: string, tone: Tone): string =>
  looks[tone].texture === 'solid' ? looks[tone].color : `url(#${scope}-${tone})`

/** The textures that `fillOf` names, to stand in the `defs` of a drawing. */
export function Textures({ scope, tones }: { scope: string; tones: readonly Tone[] }) {
  return (
    <defs>
      {tones.map((tone) => (
        <Texture key={tone} id={`${scope}-${tone}`} tone={tone} />
      ))}
    </defs>
  )
}

function Texture({ id, tone }: { id: string; tone: Tone }) {
  const { color, texture } = looks[tone]
  return (
    <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse">
      <rect width="6" height="6" fill={color} fillOpacity="0.28" />
      {texture === 'hatch' && <path d="M-1.5 1.5l3-3M0 6l6-6M4.5 7.5l3-3" stroke={color} strokeWidth="1.7" />}
      {texture === 'cross' && <path d="M0 0l6 6M0 6l6-6" stroke={color} strokeWidth="1.4" />}
      {texture === 'dots' && <circle cx="3" cy="3" r="1.5" fill={color} />}
    </pattern>
  )
}

/** The sample beside a name: a patch of a bar or a piece of a line. */
export function Swatch({ scope, tone, line = false }: { scope: string; tone: Tone; line?: boolean }) {
  return (
    <svg aria-hidden width="14" height="14" viewBox="0 0 14 14" className="shrink-0">
      {line ? (
        <path d="M0 7h14" stroke={colorOf(tone)} strokeWidth="2.5" {...dashOf(tone)} />
      ) : (
        <>
          <Textures scope={`${scope}-swatch`} tones={[tone]} />
          <rect
            x="0.75"
            y="0.75"
            width="12.5"
            height="12.5"
            rx="2"
            fill={fillOf(`${scope}-swatch`, tone)}
            stroke={colorOf(tone)}
            strokeWidth="1.5"
          />
        </>
      )}
    </svg>
  )
}
