// Record ids: 15 characters (prefix, instance, counter), and three more that make them safe where case is lost.
// The counter is base 62 in ASCII order, so ids of one object sort by age and some differ in case alone.
import type { Chance } from '../world.js';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const checkDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** The 18-character form of a 15-character id: each further character tells which of five letters are capitals. */
export function to18(id15: string): string {
  let check = '';
  for (let block = 0; block < 3; block += 1) {
    let bits = 0;
    for (let place = 0; place < 5; place += 1) {
      const character = id15[block * 5 + place] ?? '';
      if (character >= 'A' && character <= 'Z') bits |= 1 << place;
    }
    check += checkDigits[bits];
  }
  return id15 + check;
}

/** The 18-character form of any well-formed id, or null. */
export function normalizeId(text: string): string | null {
  if (!/^(?:[0-9A-Za-z]{15}|[0-9A-Za-z]{18})$/.test(text)) return null;
  return to18(text.slice(0, 15));
}

function base62(value: number, length: number): string {
  let rest = value;
  let out = '';
  for (let place = 0; place < length; place += 1) {
    out = digits[rest % 62] + out;
    rest = Math.floor(rest / 62);
  }
  return out;
}

/** Gives out ids, ascending for each prefix. */
export class IdSource {
  readonly #next = new Map<string, number>();
  readonly #chance: Chance;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  next(prefix: string): string {
    const counter = this.#next.get(prefix) ?? 1_000_000 + this.#chance.below(30_000_000);
    this.#next.set(prefix, counter + 1);
    return to18(`${prefix}5g00000${base62(counter, 15 - prefix.length - 7)}`);
  }
}
