// No word of a private or left-out event may be anywhere in the org, in whatever field of whatever record, deleted ones
// included; nor a link or code that lets anybody into a meeting. Whole lines are looked for everywhere, single words in
// everything but the connector's own records, which have words of their own.
import { secretsIn } from '../cuts.js';
import type { CalendarEvent, OrgRecord, Systems } from '../systems.js';
import { hasWords, textOf } from '../texts.js';
import { attendeesOf } from './rules.js';
import { BUSY, textInCalendar } from './table.js';

export interface Leak {
  readonly event: CalendarEvent;
  /** The object whose record tells it. */
  readonly object: string;
}

export interface LeakInput {
  readonly before: Systems;
  readonly after: Systems;
  /** Each in every form that it had. */
  readonly hidden: readonly CalendarEvent[];
  /** The same of events that may be known; their links and codes may not. */
  readonly open: readonly CalendarEvent[];
  /** Further texts that may be known in the org, besides those that were there before. */
  readonly written: readonly string[];
}

/** Names of the connector's own objects begin so. */
const ownObjects = 'Exchange_';
const shortestLine = 4;
const cutMarks = '[join link removed] [removed]';

interface OrgText {
  readonly object: string;
  readonly text: string;
}

export function findEventLeaks({ before, after, hidden, open, written }: LeakInput): readonly Leak[] {
  const told = newTexts(before, after);
  const words = wordsOf(told);
  const all = told.map(({ text }) => text).join('\n');
  const base = knownBefore(before);
  const more = new Known([...written, ...open.flatMap(linesOf), BUSY, cutMarks]);
  const found = new Map<string, Leak>();
  const whoTells = (line: string): OrgText | undefined => told.find(({ text }) => hasWords(text, line));
  for (const [line, event] of distinctLines(hidden)) {
    // Few lines stand in the org at all; those are looked for among what may be known.
    const isSuspect = line.length >= shortestLine && all.includes(line);
    if (isSuspect && !base.hasLine(line) && !more.hasLine(line)) note(found, event, whoTells(line));
    for (const word of wordsIn(line)) {
      if (words.has(word) && !base.words.has(word) && !more.words.has(word)) note(found, event, words.get(word));
    }
  }
  for (const event of [...hidden, ...open]) {
    const secrets = secretsIn(`${textInCalendar('Location', event)}\n${textInCalendar('Text', event)}`);
    for (const secret of secrets) note(found, event, whoTells(lowered(secret)));
  }
  return [...found.values()];
}

/** Each with one of the events that say it: most are said again and again. */
function distinctLines(events: readonly CalendarEvent[]): ReadonlyMap<string, CalendarEvent> {
  return new Map(events.flatMap((event) => linesOf(event).map((line) => [line, event])));
}

/** Words of all records but the connector's own. */
function wordsOf(told: readonly OrgText[]): ReadonlyMap<string, OrgText> {
  const others = told.filter(({ object }) => !object.startsWith(ownObjects));
  return new Map(others.flatMap((one) => wordsIn(one.text).map((word) => [word, one])));
}

/** One leak for each event and object is enough. */
function note(found: Map<string, Leak>, event: CalendarEvent, told: OrgText | undefined): void {
  if (told === undefined) return;
  const sign = `${event.id} ${told.object}`;
  if (!found.has(sign)) found.set(sign, { event, object: told.object });
}

class Known {
  readonly words: ReadonlySet<string>;
  readonly #all: string;
  readonly #answers = new Map<string, boolean>();

  constructor(texts: readonly string[]) {
    const distinct = [...new Set(texts.map(lowered))];
    this.words = new Set(distinct.flatMap(wordsIn));
    this.#all = distinct.join('\n');
  }

  hasLine(line: string): boolean {
    const answer = this.#answers.get(line) ?? hasWords(this.#all, line);
    this.#answers.set(line, answer);
    return answer;
  }
}

/** Words that only private events carry: whichever record has one, in whatever field, deleted or not. */
export function objectsWith(systems: Systems, words: readonly string[]): readonly string[] {
  return systems.objectNames().filter((object) => {
    const text = JSON.stringify(systems.records(object));
    return words.some((word) => text.includes(word));
  });
}

/** What was there before is the same at each look, and much. */
const knownAt = new WeakMap<Systems, Known>();

function knownBefore(before: Systems): Known {
  const known = knownAt.get(before) ?? new Known(oldTexts(before));
  knownAt.set(before, known);
  return known;
}

/** All that an event says in words: subject, place, text line by line, and who is in it. */
function linesOf(event: CalendarEvent): readonly string[] {
  const people = attendeesOf(event).flatMap(({ emailAddress }) => [
    emailAddress?.name ?? '',
    emailAddress?.address ?? '',
  ]);
  const { categories } = event.properties as { readonly categories?: readonly string[] };
  const text = textInCalendar('Text', event).split(/\r?\n/);
  const all = [textInCalendar('Subject', event), textInCalendar('Location', event), ...text, ...people];
  return [...all, ...(categories ?? [])].map((line) => lowered(line).trim()).filter((line) => line !== '');
}

function lowered(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** Words of four letters and more: shorter ones are everybody's. `text` is in lower case. */
function wordsIn(text: string): readonly string[] {
  return text.match(/\p{L}{4,}/gu) ?? [];
}

function oldTexts(before: Systems): readonly string[] {
  const objects = before.objectNames();
  return objects.flatMap((object) =>
    before.records(object).flatMap((one) => textsOf(object, one).map(({ text }) => text)),
  );
}

/** What the org says now and did not say before, field by field. */
function newTexts(before: Systems, after: Systems): readonly OrgText[] {
  const distinct = new Map<string, OrgText>();
  for (const object of after.objectNames()) {
    const earlier = new Map(before.records(object).map((record) => [record.Id, record]));
    for (const record of after.records(object)) {
      for (const one of textsOf(object, record, earlier.get(record.Id))) distinct.set(`${object} ${one.text}`, one);
    }
  }
  return [...distinct.values()];
}

function textsOf(object: string, record: OrgRecord, earlier?: OrgRecord): readonly OrgText[] {
  return Object.entries(record).flatMap(([field, value]): OrgText[] => {
    if (field === 'Id' || textOf(value) === '' || value === earlier?.[field]) return [];
    return [{ object, text: lowered(textOf(value)) }];
  });
}
