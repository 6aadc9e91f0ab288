/**
 * Groups of words that stand for each other between a question and its answer ("Who invented …?" – "It was first made
 * by …"). Stems as retrieval makes them. Short on purpose: only pairs that hold in almost any text.
 */
const GROUPS = `
invent creat made make develop devis design discov build built inventor creator
found establish form start began begin creat founder launch
die death dead deceas kill
born birth birthplac birthday
write wrote written author writer pen
call name known term dub titl
locat situat lie found place site
big larg great huge
small littl tini
fast quick rapid speed
own possess belong owner
lead led head leader run
buy bought purchas acquir
sell sold sale
show demonstr indic reveal
use util employ appli usag
caus due becaus reason result led
contain includ consist compris compos
get receiv obtain gain acquir earn
win won winner victori champion defeat beat
lose lost loser loss defeat
teach taught teacher instruct
job profess occup work career
movi film
actor actress star play
spouse wife husband marri marriag
child children son daughter
money cost price pay paid worth
rule govern reign control
kill murder assassin
earli first initi origin
height tall high
weigh weight heavi
length long
age old
deep depth
wide width
attack invad invas
help aid assist
begin start commenc onset
end finish conclud ceas
car automobil
doctor physician
law act legisl
religion faith
nation countri state
popul peopl inhabit resid
`

const groupsOf = new Map<string, Set<string>>()
for (const line of GROUPS.trim().split('\n')) {
  const stems = line.trim().split(/\s+/)
  for (const stem of stems) {
    const known = groupsOf.get(stem) ?? new Set<string>()
    for (const other of stems) if (other !== stem) known.add(other)
    groupsOf.set(stem, known)
  }
}

/** Stems that may stand for this one; empty for most. */
export const synonymsOf = (stem: string): ReadonlySet<string> => groupsOf.get(stem) ?? EMPTY
const EMPTY: ReadonlySet<string> = new Set()
