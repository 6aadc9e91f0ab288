// Writes the two samples that are not text: `node make-binary-samples.mjs`, and commit what it makes. Their content is
// below; both formats are written by hand in their simplest form, so that no tool has to be installed for it.
import { writeFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'

const here = (name) => new URL(name, import.meta.url)

const vaccines = [
  ['h1', 'How vaccines work'],
  ['p', 'A vaccine teaches the immune system to recognise a germ before it meets the real one. It holds something that looks like the germ but cannot cause the disease: a weakened or killed germ, a part of it, or the instructions for making such a part.'],
  ['h2', 'From cowpox to the end of smallpox'],
  ['p', 'In May 1796 the English physician Edward Jenner took matter from a cowpox sore on the hand of the milkmaid Sarah Nelmes and scratched it into the arm of James Phipps, a boy of eight years. Some weeks later he exposed the boy to smallpox, and the boy did not fall ill. The word vaccine comes from vacca, the Latin word for cow. Louis Pasteur used the principle in 1885 against rabies, when he treated the nine-year-old Joseph Meister, who had been bitten by a rabid dog.'],
  ['p', 'A vaccination campaign of the World Health Organization brought smallpox to an end. The last natural case occurred in Somalia in October 1977, and on 8 May 1980 the World Health Assembly declared that the world was free of smallpox. It is the only human disease that has been eradicated.'],
  ['h2', 'What happens in the body'],
  ['p', 'The parts of a germ that the immune system recognises are called antigens. Cells in the tissue take up the antigen from the vaccine, carry it to the nearest lymph node and show it to T cells and B cells. The few B cells whose receptors fit the antigen multiply. Some of them become plasma cells, which release antibodies that bind to the germ; others become memory cells, which live for years or decades.'],
  ['p', 'When the real germ arrives later, memory cells respond within days instead of weeks, and usually before the person falls ill. A second dose, the booster, increases the number of memory cells and selects those whose antibodies bind best.'],
  ['h2', 'Kinds of vaccines'],
  ['li', 'Live, weakened germs: measles, mumps, rubella, yellow fever.'],
  ['li', 'Killed germs: rabies, hepatitis A, the polio vaccine of Jonas Salk.'],
  ['li', 'Parts of the germ: hepatitis B, human papillomavirus, tetanus toxoid.'],
  ['li', 'Messenger RNA in tiny drops of fat, which makes the body\u2019s own cells produce a protein of the virus for some days: the first were approved in 2020 against COVID-19. The messenger RNA does not enter the nucleus of the cell, where the genes are, and is broken down within days.'],
  ['h2', 'Herd immunity'],
  ['p', 'Where enough people are immune, a germ no longer finds its way to those who cannot be vaccinated. How many are enough depends on how contagious the disease is. Someone with measles infects 12 to 18 others on average where nobody is immune; therefore about 95 percent of the population must be vaccinated to stop its spread.'],
  ['p', 'Source: written for SarvanOM, MIT licence. To check the facts: S. Plotkin et al., \u201cPlotkin\u2019s Vaccines\u201d, 7th edition, Elsevier, 2018; World Health Organization, \u201cSmallpox\u201d.'],
]

const cholera = {
  title: 'Cholera in Broad Street, 1854',
  pages: [
    [
      ['h1', 'Cholera in Broad Street, 1854'],
      ['p', 'At the end of August 1854 cholera broke out in Soho, a crowded quarter of London. In three days 127 people died in and around Broad Street, and in the whole outbreak 616. The physician John Snow found its cause with a map and with questions, thirty years before the germ of cholera was generally known.'],
      ['h2', 'Bad air or bad water?'],
      ['p', 'Most physicians of the time believed that cholera came from bad air, the miasma that rises from filth. Snow had doubted this since 1849. If the disease were breathed in, he argued, it should begin in the lungs; but it begins in the bowels, so its poison must be swallowed, most likely with water.'],
      ['p', 'Snow went from house to house and asked where the families of the dead had drawn their water. Nearly all the deaths had taken place within a short distance of the public pump in Broad Street. Of the deaths in houses that were closer to another pump, most were of people who had nevertheless fetched their water from Broad Street, because they preferred its taste, or of children who went to school nearby.'],
    ],
    [
      ['h2', 'The exceptions'],
      ['p', 'The exceptions convinced Snow most. In a workhouse close to the pump, with 535 inmates, only five people died: it had a well of its own. None of the seventy workers of the brewery in Broad Street died of cholera: they were given beer, and the brewery had its own well. A widow in Hampstead, far from Soho, died on 2 September: she had lived in Broad Street, liked the water there, and had a bottle of it brought to her every day.'],
      ['h2', 'The handle of the pump'],
      ['p', 'On 7 September Snow presented his findings to the Board of Guardians of St James\'s parish. On the following day, 8 September 1854, the handle of the pump was taken off. By then the outbreak was already waning, because many people had fled, so that the removal prevented a new outbreak rather than ended this one.'],
      ['p', 'The curate Henry Whitehead, who at first had set out to prove Snow wrong, found the source. At 40 Broad Street a baby, Frances Lewis, had fallen ill before all others. Her mother had emptied the water in which the nappies were washed into a cesspool, which lay less than a metre from the well and leaked into it.'],
      ['h2', 'What came of it'],
      ['p', 'In the same year the Italian anatomist Filippo Pacini saw the bacterium under the microscope and described it, but hardly anyone took notice. Robert Koch identified it again in 1884. The map that Snow published in his report, with a bar for each death, is one of the beginnings of epidemiology.'],
      ['p', 'Source: written for SarvanOM, MIT licence. To check the facts: J. Snow, "On the Mode of Communication of Cholera", second edition, London, 1855; S. Johnson, "The Ghost Map", Riverhead Books, 2006.'],
    ],
  ],
}

writeFileSync(here('vaccines.docx'), docx('How vaccines work', vaccines))
writeFileSync(here('broad-street-cholera.pdf'), pdf(cholera))

function docx(title, paragraphs) {
  const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')
  const styles = { h1: 'Heading1', h2: 'Heading2', li: 'ListBullet' }
  const body = paragraphs.map(([kind, text]) => {
    const style = styles[kind] ? `<w:pPr><w:pStyle w:val="${styles[kind]}"/>${kind === 'li' ? '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' : ''}</w:pPr>` : ''
    return `<w:p>${style}<w:r><w:t xml:space="preserve">${escape(text)}</w:t></w:r></w:p>`
  })
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
  const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
  const rel = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const style = (id, name, extra) => `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/>${extra}</w:style>`
  const type = (part, kind) => `<Override PartName="${part}" ContentType="application/vnd.openxmlformats-${kind}+xml"/>`
  return zip({
    '[Content_Types].xml': `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${type('/word/document.xml', 'officedocument.wordprocessingml.document.main')}${type('/word/styles.xml', 'officedocument.wordprocessingml.styles')}${type('/word/numbering.xml', 'officedocument.wordprocessingml.numbering')}${type('/docProps/core.xml', 'package.core-properties')}</Types>`,
    '_rels/.rels': `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${rel}/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`,
    'docProps/core.xml': `${head}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${escape(title)}</dc:title><dc:creator>SarvanOM</dc:creator></cp:coreProperties>`,
    'word/_rels/document.xml.rels': `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${rel}/styles" Target="styles.xml"/><Relationship Id="rId2" Type="${rel}/numbering" Target="numbering.xml"/></Relationships>`,
    'word/styles.xml': `${head}<w:styles ${w}>${style('Heading1', 'heading 1', '<w:rPr><w:b/><w:sz w:val="36"/></w:rPr>')}${style('Heading2', 'heading 2', '<w:rPr><w:b/><w:sz w:val="28"/></w:rPr>')}${style('ListBullet', 'List Bullet', '')}</w:styles>`,
    'word/numbering.xml': `${head}<w:numbering ${w}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="\u2022"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`,
    'word/document.xml': `${head}<w:document ${w}><w:body>${body.join('')}<w:sectPr/></w:body></w:document>`,
  })
}

/** A zip file of stored (not packed) parts, APPNOTE 4.3. */
function zip(parts) {
  const chunks = []
  const directory = []
  let offset = 0
  for (const [name, text] of Object.entries(parts)) {
    const data = Buffer.from(text)
    const file = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x21, 8)
    common.writeUInt32LE(crc32(data), 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(data.length, 18)
    common.writeUInt16LE(file.length, 22)
    chunks.push(Buffer.from('PK\x03\x04', 'latin1'), common, file, data)
    const entry = Buffer.alloc(14)
    entry.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, entry, file)
    offset += 30 + file.length + data.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  const count = Object.keys(parts).length
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...chunks, central, end])
}

function pdf({ title, pages }) {
  const objects = []
  const add = (text) => objects.push(text)
  const fonts = '<< /Type /Font /Subtype /Type1 /Encoding /WinAnsiEncoding /BaseFont'
  add('<< /Type /Catalog /Pages 2 0 R >>')
  add(`<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, n) => `${5 + n * 2} 0 R`).join(' ')}] >>`)
  add(`${fonts} /Times-Roman >>`)
  add(`${fonts} /Helvetica-Bold >>`)
  for (const page of pages) {
    const content = lines(page)
    add(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${objects.length + 2} 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>`)
    add(`<< /Length ${Buffer.byteLength(content, 'latin1')} >>\nstream\n${content}\nendstream`)
  }
  add(`<< /Title (${title}) /Author (SarvanOM) >>`)
  let text = '%PDF-1.4\n'
  const offsets = objects.map((object, n) => {
    const at = text.length
    text += `${n + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const xref = text.length
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}`
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info ${objects.length} 0 R >>\nstartxref\n${xref}\n%%EOF\n`
  return Buffer.from(text, 'latin1')
}

function lines(blocks) {
  const sizes = { h1: 20, h2: 14, p: 11 }
  let y = 780
  const out = []
  for (const [kind, text] of blocks) {
    const size = sizes[kind]
    y -= kind === 'p' ? 6 : 14
    let line = ''
    const flush = () => {
      out.push(`BT /F${kind === 'p' ? 1 : 2} ${size} Tf 72 ${y} Td (${line.replace(/[\\()]/g, '\\$&')}) Tj ET`)
      y -= size * 1.35
      line = ''
    }
    for (const word of text.split(' ')) {
      if (line.length + word.length > 960 / size) flush()
      line += (line ? ' ' : '') + word
    }
    flush()
  }
  return out.join('\n')
}
