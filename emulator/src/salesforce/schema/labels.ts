// Custom labels of force-app: the one place of the words that Apex and its stand-ins say to people.
import { xmlText, type ForceApp, type Xml } from './force-app.js';

/** Elements called value are read as lists everywhere; that of a label is one text. */
function wordsOf(label: Xml): string {
  const [words] = (label['value'] ?? []) as readonly unknown[];
  if (typeof words === 'string' && words !== '') return words;
  throw new Error(`the custom label ${xmlText(label, 'fullName') ?? 'without name'} has no words`);
}

export class Labels {
  readonly #texts: ReadonlyMap<string, string>;

  constructor(forceApp: ForceApp) {
    this.#texts = new Map(forceApp.labels.map((label) => [xmlText(label, 'fullName') ?? '', wordsOf(label)]));
  }

  /** The label `Exchange_Sync_<name>`, with `{0}`, `{1}` filled as String.format does. Throws where there is none. */
  text(name: string, ...values: readonly string[]): string {
    const text = this.#texts.get(`Exchange_Sync_${name}`);
    if (text === undefined) throw new Error(`force-app has no custom label Exchange_Sync_${name}`);
    return values.length === 0 ? text : text.replace(/\{(\d)\}/g, (all, place: string) => values[Number(place)] ?? all);
  }
}
