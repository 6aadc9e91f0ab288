const dcg = (grades: readonly number[]) =>
  grades.slice(0, 10).reduce((sum, grade, at) => sum + grade / Math.log2(at + 2), 0)

/** nDCG@10 with linear gain and recall@100, as trec_eval computes them. */
export const measure = (
  ranked: readonly string[],
  judged: ReadonlyMap<string, number>,
): { ndcg: number; recall: number } => {
  const best = dcg([...judged.values()].sort((a, b) => b - a))
  const found = ranked.slice(0, 100).filter((id) => judged.has(id)).length
  return { ndcg: dcg(ranked.map((id) => judged.get(id) ?? 0)) / best, recall: found / judged.size }
}

/** Plain BM25 (k1 1.2, b .75) over whole documents, in memory: what every figure is compared with. */
export const bm25 = (documents: readonly (readonly string[])[]) => {
  const postings = new Map<string, [document: number, count: number][]>()
  documents.forEach((terms, document) => {
    const counts = new Map<string, number>()
    for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
    for (const [term, count] of counts) {
      const posting = postings.get(term)
      if (posting) posting.push([document, count])
      else postings.set(term, [[document, count]])
    }
  })
  const average = documents.reduce((sum, terms) => sum + terms.length, 0) / documents.length
  return (query: readonly string[]): number[] => {
    const scores = new Map<number, number>()
    for (const term of query) {
      const posting = postings.get(term) ?? []
      const idf = Math.log(1 + (documents.length - posting.length + 0.5) / (posting.length + 0.5))
      for (const [document, count] of posting) {
        const length = documents[document]?.length ?? 0
        const score = (idf * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * length) / average))
        scores.set(document, (scores.get(document) ?? 0) + score)
      }
    }
    return [...scores].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([document]) => document)
  }
}
