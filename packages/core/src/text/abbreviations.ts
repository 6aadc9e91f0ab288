/**
 * What a full stop after these words means. All keys are lower case and without the final dot; inner dots stay.
 * Collected from the style guides of each language; the words are few on purpose, because a missed abbreviation
 * cuts one sentence in two, while a wrong one glues two sentences together.
 */

/** Always announce what follows, so a full stop after them never ends a sentence. */
export const leadingAbbreviations: ReadonlySet<string> = new Set(
  `mr mrs ms mx dr prof st gen col sen rep gov capt cpt lt sgt cmdr rev hon pres messrs mme mlle supt
   e.g i.e eg ie viz cf vs v.s c.f approx ca resp
   z.b d.h u.a bzw vgl evtl ggf sog insb hrsg hr fr frl
   p.ex p.ej sra srta dra ud uds sig dott ing avv exmo exma
   т.е т.к т.н напр см ср им ул
   np tzn tj ds`.split(/\s+/),
)

/** Announce a number or a name ("Fig. 3", "No. 7", "vol. II"); elsewhere their full stop may end a sentence. */
export const numberedAbbreviations: ReadonlySet<string> = new Set(
  `no nos nr fig figs eq eqs eqn ref refs sec sect ch chap vol vols p pp pg tab art arts para paras ed eds app suppl
   abb abs bd kap anm s ff núm pág págs cap pag fasc рис стр табл гл т
   n° nº op cat ex lib`.split(/\s+/),
)

/** May stand inside a sentence or end it; what follows decides. */
export const trailingAbbreviations: ReadonlySet<string> = new Set(
  `al inc ltd co corp llc plc jr sr bros dept dist univ assn est min max avg
   jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri sat sun
   u.s u.k u.n e.u u.s.a u.s.s.r a.m p.m b.c a.d b.c.e c.e ph.d m.d b.a m.a b.sc m.sc d.c ee.uu
   v.chr n.chr j.-c spp sp subsp var gen.et г гг в вв`.split(/\s+/),
)

/** Close an enumeration: they end a sentence whenever a capital follows. */
export const closingAbbreviations: ReadonlySet<string> = new Set('etc usw usf u.s.w ecc т.д т.п др itd'.split(/\s+/))

/**
 * Words that, capitalised after a doubtful full stop, show that a new sentence begins: articles, pronouns,
 * conjunctions and prepositions, which are hardly ever the second half of a name.
 */
export const sentenceStarters: ReadonlySet<string> = new Set(
  `the a an this that these those it its he she they we you i his her their our there here
   in on at by for from with as if when while where after before since during although though because however
   but and or so yet thus therefore moreover furthermore finally then also both each some many most all no not
   what which who why how is are was were to of one two three other another such only under over between both even
   der die das ein eine einer es er sie wir ihr dies diese dieser im am zum zur von vom mit bei nach seit aber und
   oder denn doch wenn als auch nur so dort hier
   le la les un une des il elle ils elles nous vous ce cette ces cet dans en au aux du de par pour avec mais et ou si
   el los las una unos unas ella ellos este esta estos estas del al con por para pero y o que se su sus no
   lo gli i uno questo questa nel nella della di da con per ma e
   o os as um uma ele ela eles isto na nas nos do da em com mas
   он она они оно это эти в на по с из для но и или как что`.split(/\s+/),
)

/** Languages that write ordinals as a number and a full stop ("3. Oktober"). */
export const ordinalLanguages: ReadonlySet<string> = new Set(
  'de da no nb nn fi cs sk sl hr sr bs hu pl et lv tr is'.split(' '),
)
