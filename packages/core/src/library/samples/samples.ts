export const sampleLibraryName = 'Sample library'

export const sampleFiles: readonly string[] = [
  'tides.md',
  'antikythera-mechanism.html',
  'broad-street-cholera.pdf',
  'vaccines.docx',
  'honeybee-dance.md',
  'the-metre.md',
  'rosetta-stone.html',
  'coffee.txt',
  'gettysburg-address.txt',
]

/** Questions that these documents answer. */
export const sampleQuestions: readonly string[] = [
  'Why are spring tides higher than neap tides?',
  'How did John Snow find out that the Broad Street pump spread cholera?',
  'How does a honeybee show the direction of the flowers?',
  'How has the metre been defined since 1983?',
]
