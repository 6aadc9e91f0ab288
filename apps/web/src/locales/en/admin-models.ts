export const modelPrices = {
  title: 'Prices of the language model',
  lead: 'Only the dashboard uses them, to tell what answers cost. Without a price it tells tokens alone.',
  currency: 'Currency',
  currencyHint: 'Three letters, such as EUR. Empty: no cost is told.',
  input: 'Per million tokens read',
  inputHint: 'What the model gets: the question and the passages.',
  output: 'Per million tokens written',
  outputHint: 'What the model answers.',
  saved: 'Saved. Figures are told with these prices from now on, those of earlier days too.',
} as const
