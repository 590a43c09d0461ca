// Ids and change keys shaped like recorded ones: regular item ids change with the folder, immutable ids do not, folder
// ids are constant. Every second item id differs from the one before it in letter case only, because real ids may (ids
// are case-sensitive).
import type { Chance } from '../world.js';

const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const immutableHead = 'AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A';

export type IdShape = 'folder' | 'regular' | 'immutable' | 'malformed';

const shapes: readonly (readonly [IdShape, RegExp])[] = [
  ['regular', /^AAMkA[\w-]{146}=$/],
  ['immutable', new RegExp(`^${immutableHead}[\\w-]{38}$`)],
  ['folder', /^AAMkA[\w-]{114}=$/],
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
  readonly #tail: string;
  #twin: string | null = null;

  constructor(chance: Chance) {
    this.#chance = chance;
    this.part = chance.text(22, base64url);
    this.#tail = chance.text(35, base64url);
  }

  folderId(): string {
    return `AAMkA${this.part}${this.#tail}AuAAAAAA${this.#chance.text(44, base64url)}AAAAA=`;
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

  #regularId(folderId: string, key: string): string {
    return `AAMkA${this.part}${this.#tail}BGAAAAAA${folderId.slice(70, 114)}${this.#tail.slice(0, 16)}${key}AAAAA=`;
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
