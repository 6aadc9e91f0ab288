export const modelPrices = {
  title: 'Preise des Sprachmodells',
  lead: 'Nur die Auswertung benutzt sie, um zu sagen, was Antworten kosten. Ohne Preis nennt sie nur Token.',
  currency: 'Währung',
  currencyHint: 'Drei Buchstaben, etwa EUR. Leer: Kosten werden nicht genannt.',
  input: 'Je Million gelesener Token',
  inputHint: 'Was das Modell bekommt: die Frage und die Stellen.',
  output: 'Je Million geschriebener Token',
  outputHint: 'Was das Modell antwortet.',
  saved: 'Gespeichert. Zahlen werden ab jetzt mit diesen Preisen genannt, auch die früherer Tage.',
}
