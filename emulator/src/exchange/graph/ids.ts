// Ids and change keys shaped like recorded ones: regular item ids change with the folder, immutable ids do not, folder
// ids are constant. Every second item id differs from the one before it in letter case only, because real ids may (ids
// are case-sensitive).
import type { Chance } from '../../world.js';

const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const immutableHead = 'AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A';

type IdShape = 'folder' | 'regular' | 'immutable' | 'occurrence' | 'malformed';

const shapes: readonly (readonly [IdShape, RegExp])[] = [
  ['regular', /^AAMkA[\w-]{146}=$/],
  ['immutable', new RegExp(`^${immutableHead}[\\w-]{38}$`)],
  ['folder', /^AAMkA[\w-]{114}=$/],
  ['occurrence', /^AA[\w-]+FRAAgI[\w-]{11}$/],
];

export function idShape(id: string): IdShape {
  return shapes.find(([, pattern]) => pattern.test(id))?.[0] ?? 'malformed';
}

/** The part of an id that names the mailbox; ids of another mailbox have another one. */
export function mailboxPart(id: string): string {
  return id.startsWith(immutableHead) ? id.slice(immutableHead.length, immutableHead.length + 22) : id.slice(5, 27);
}

function swapCase(text: string): string {
  return text.replace(/[a-z]/gi, (letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase()));
}

/** Makes the ids of one mailbox; same seed and same order of calls give the same ids. */
export class IdMaker {
  readonly #chance: Chance;
  readonly part: string;
  readonly tail: string;
  #twin: string | null = null;

  /** `of` is another maker for the same mailbox. */
  constructor(chance: Chance, of?: IdMaker) {
    this.#chance = chance;
    this.part = of?.part ?? chance.text(22, base64url);
    this.tail = of?.tail ?? chance.text(35, base64url);
  }

  folderId(): string {
    return `AAMkA${this.part}${this.tail}AuAAAAAA${this.#chance.text(44, base64url)}AAAAA=`;
  }

  /** A pair of ids for a new item. */
  itemIds(folderId: string): { regular: string; immutable: string } {
    const key = this.#itemKey();
    return { regular: this.#regularId(folderId, key), immutable: `${immutableHead}${this.part}${key}` };
  }

  /** The id that an item gets when it moves into another folder. */
  movedId(folderId: string): string {
    return this.#regularId(folderId, this.#itemKey());
  }

  changeKey(): string {
    return `EQAAABYAAA${this.#chance.text(30, base64url)}`;
  }

  /** Change keys of events are shorter. */
  eventChangeKey(): string {
    return `${this.#chance.text(22, base64url)}==`;
  }

  /** An iCalUId without a date, as Exchange makes them. */
  calendarUid(): string {
    const hex = (length: number): string => this.#chance.text(length, '0123456789ABCDEF');
    return `040000008200E00074C5B7101A82E00800000000${hex(16)}000000000000000010000000${hex(32)}`;
  }

  #regularId(folderId: string, key: string): string {
    return `AAMkA${this.part}${this.tail}BGAAAAAA${folderId.slice(70, 114)}${this.tail.slice(0, 16)}${key}AAAAA=`;
  }

  #itemKey(): string {
    if (this.#twin !== null) {
      const twin = this.#twin;
      this.#twin = null;
      return twin;
    }
    const key = `${this.#chance.text(8, letters)}${this.#chance.text(8, base64url)}`;
    this.#twin = swapCase(key);
    return key;
  }
}

/** The id of one instance of a series, made of the id of the series and the date. */
export function occurrenceIdOf(seriesId: string, date: string): string {
  return `${seriesId.replace(/=$/, '')}FRAAgI${Buffer.from(date.replaceAll('-', '')).toString('base64url')}`;
}

/** Takes an id of an instance apart; null for other ids. */
export function splitOccurrenceId(id: string): { readonly seriesId: string; readonly date: string } | null {
  const match = /^(AA[\w-]+)FRAAgI([\w-]{11})$/.exec(id);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  const digits = /^(\d{4})(\d\d)(\d\d)$/.exec(Buffer.from(match[2], 'base64url').toString());
  if (digits === null) return null;
  const seriesId = match[1].startsWith(immutableHead) ? match[1] : `${match[1]}=`;
  return { seriesId, date: digits.slice(1).join('-') };
}

/** Each instance of a series has an iCalUId of its own: bytes 16 to 19 are its date. */
export function datedUid(uid: string, date: string | null): string {
  if (date === null) return uid;
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const hex = (value: number, length: number): string => value.toString(16).toUpperCase().padStart(length, '0');
  return `${uid.slice(0, 32)}${hex(year, 4)}${hex(month, 2)}${hex(day, 2)}${uid.slice(40)}`;
}
