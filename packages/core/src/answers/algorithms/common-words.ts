/**
 * How much a word tells, without statistics of a large corpus: the words that open an English frequency list are found
 * in any text, so sharing them with a question is weak evidence. Two tiers, written by hand from general knowledge of
 * such lists; whatever is in neither counts as rare.
 */
const VERY_COMMON = `
able about above according account across act action add after again against age ago air all allow almost alone along
already also although always among amount and another answer any anyone anything appear area around ask available away back
bad base based be became because become becomes been before began begin behind being believe below best better between
big body book both bring build building built business but buy call called came can cannot car care carry case cause
center central century certain change check child children choose city class clear close come common community company
compare complete condition consider contain continue control cost could country course cover create current cut data day
days deal death decide deep degree describe design despite detail develop development did die difference different
difficult direct discover do does doing done door down draw drive due during each early east easy eat education effect
effort eight either else end enough entire especially even event ever every everyone everything exactly example except
exist expect experience explain eye face fact fall family far fast father feel few field figure fill final finally find
first five follow following follows food foot for force form former found four free friend from front full further future
gave general get give given gives go goal goes gone good got government great green ground group grow growth had half
hand happen happened happens hard has have having he head health hear heart heat held help her here high him himself his
history hold home hour house how however human hundred idea important include included includes including increase
indeed information inside instead interest into involve issue it its itself job join just keep kept key kind knew know
known land language large largest last late later law lay lead leader learn least leave led left less let level life light
like likely line list listed little live local located location long longer look lose lost lot love low made main major
make makes making man many mark market matter may me mean means measure meet member men mention mentioned method middle
might mile million mind minute miss modern moment money month months more morning most mother move movement much music
must my name named names national nature near nearly necessary need never new next night nine no none nor north not
note nothing now number occur of off offer office often oil old on once one only open operation or order original other
others our out outside over own page paper parent part particular party pass past pay people per percent percentage
performed perhaps period person phrase place plan plant play player point political popular population position possible power
present president press price private probably problem process produce product program project provide provided public
purpose put quality question quickly quite range rate rather reach read ready real really reason receive received recent
record red reduce refer referred region related relate relationship remain report represent require required research
rest result return right rise river road role room rule run said same saw say says school science sea season second
section see seem seen self sell send sense sent series serve service set seven several shall she short should show
shown side significant similar simple since single site situation six size small so social society some someone something
sometimes son soon sort sound source south space speak special specific stage stand standard start started state states
still stop story street strong structure student study such suggest support sure system table take taken takes talk team
ten term terms test than that the their them themselves then there therefore these they thing things think third this
those though thought thousand three through throughout thus time times to today together told too took top total toward
town trade travel tree tried true try turn two type types under understand united unit until up upon us use used uses
using usually value various very view visit voice wait walk want war was water way ways we week well went were west what
whatever when where whether which while white who whole whom whose why wide will wish with within without woman women
word words work worked works world would write written wrong year years yes yet you young your
`

const COMMON = `
accept access achieve active actually additional address administration adult affect africa agency agree agreement aid allowed
america american analysis ancient animal announced apply approach april argue army arrive art article artist aspect association
attack attempt attention august author authority average avoid award background balance ball band bank battle beach beautiful
behavior belief belong benefit billion birth bit black blood blue board border born bottom box branch break bridge british
broad brother budget campaign canada capital career cell charge chief china chinese choice church citizen civil claim college
color commission commonly communication competition component computer concept concern conclude conduct conference conflict
connect consist constant contact content contract contribute cook court culture currently customer daily damage danger
daughter december decision decline decrease defeat defense define definition demand department depend derive destroy
determine device disease distance distribution district division doctor document double dry economic economy edge effective
efficient election electric element emerge employ empire energy engine england english environment equal equipment
establish established estimate europe european evidence evolve exchange existing expand expensive experiment express extend
extent external factor fail failure fair famous feature february federal feet female fight film financial fire fish flow fly focus
football foreign forest formal formation formed founded france french frequently function fund game gas gain generate generally
german germany glass global gold grand grant growing guide hair hall heavy height hit hospital host hot hotel husband
identify image immediately impact improve income independent india individual industrial industry influence initial
instrument intend internal international internet introduce invent invest island january japan japanese judge july june
kill king kingdom knowledge labor lack lake larger latin launch legal length letter library lie limit link liquid
literature location loss machine magazine majority male management map march mass material maximum media medical
medicine medium meeting mention mental message metal military minister minor mission mode model moon moral mountain mouth
movie museum native natural navy negative network news newspaper normal northern november nuclear object observe obtain
occupy ocean october official opposite organization origin originally owner pain paint pair paris park participate patient
pattern peace percent perform performance permanent phase physical picture piece plane planet platform pleasure policy
poor port positive post potential practice predict prefer prepare presence pressure prevent previous primary prime
principle print prior prison procedure production professional profit promote proper property propose protect prove
publish published quarter queen race radio rain raise rare ratio reaction rear recently recognize recommend reduction reference
reflect reform refuse regard regular reject release released religion religious remember remove replace reply request resource respect
respond response responsible restaurant revolution rich ring rock roman royal rural russia safe salt sample scale scene
scholar scientific scientist score search seat secretary security seek select senior separate september sequence serious
settle settlement shape share sharp ship shoot shop shot sign signal sister skill skin sleep slow soft soil soldier solid
solution solve song southern soviet spain spanish speech speed spend split sport spread spring square stable staff star
station statement stay step stock stone strategy strength stress strike style subject success successful sudden suffer sugar
suitable summer sun supply surface survey survive symbol target task tax teach teacher technical technique technology
television temperature theory threat title tool topic total touch tour track tradition traditional train transfer transport
treat treatment trial trip truth turkey twenty typical typically understanding union unique university upper urban user valley
variety vary vehicle version victim victory video village violence vote wall warm wave weapon wear weather weight western
wife wild win wind window winner winter wood worker worth writer yellow york zone
`

const tier = (list: string) => new Set(list.trim().split(/\s+/))
const veryCommon = tier(VERY_COMMON)
const common = tier(COMMON)

/** 0.25 for words found everywhere, 0.6 for frequent ones, 1 for the rest. Takes a lower-case word. */
export function rarity(word: string): number {
  if (veryCommon.has(word) || (word.endsWith('s') && veryCommon.has(word.slice(0, -1)))) return 0.3
  if (common.has(word) || (word.endsWith('s') && common.has(word.slice(0, -1)))) return 0.6
  return 1
}
