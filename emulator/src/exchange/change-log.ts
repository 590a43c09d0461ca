// The changes of one folder by sequence number: what delta reads. It holds ids and numbers, never copies of contacts,
// so that a token costs nothing and 50,000 contacts cost little. An item stands at its latest change; older entries are
// stale and are skipped.

interface Stay {
  readonly arrived: number;
  readonly left: number;
}

/** What the log knows of one item in this folder. */
export interface LoggedItem {
  /** Immutable id. */
  readonly id: string;
  /** Sequence number of the latest change here. */
  sequence: number;
  /** Emulated time of that change. */
  changedAtMs: number;
  isHere: boolean;
  arrived: number;
  /** Former stays, oldest first. */
  readonly stays: Stay[];
  /** The regular id that the item has, or last had, in this folder: its tombstone carries it. */
  regularId: string;
}

export class ChangeLog {
  #entries: { readonly sequence: number; readonly item: LoggedItem }[] = [];
  readonly #items = new Map<string, LoggedItem>();

  arrive(id: string, regularId: string, sequence: number, changedAtMs: number): void {
    const known = this.#items.get(id);
    const item = known ?? { id, sequence, changedAtMs, isHere: true, arrived: sequence, stays: [], regularId };
    this.#items.set(id, item);
    item.isHere = true;
    item.arrived = sequence;
    item.regularId = regularId;
    this.#append(item, sequence, changedAtMs);
  }

  touch(id: string, sequence: number, changedAtMs: number): void {
    this.#append(this.#known(id), sequence, changedAtMs);
  }

  leave(id: string, sequence: number, changedAtMs: number): void {
    const item = this.#known(id);
    item.isHere = false;
    item.stays.push({ arrived: item.arrived, left: sequence });
    this.#append(item, sequence, changedAtMs);
  }

  /** Items whose latest change came after `sequence` and was visible by `untilMs`, in the order of their changes. */
  *after(sequence: number, untilMs: number): Generator<LoggedItem> {
    for (let index = this.#firstAfter(sequence); index < this.#entries.length; index += 1) {
      const entry = this.#entries[index];
      if (entry === undefined || entry.item.sequence !== entry.sequence) continue;
      if (entry.item.changedAtMs > untilMs) return;
      yield entry.item;
    }
  }

  find(id: string): LoggedItem | undefined {
    return this.#items.get(id);
  }

  /** Sequence number of the latest change of this folder; 0 if there was none. */
  latest(): number {
    return this.#entries.at(-1)?.sequence ?? 0;
  }

  #known(id: string): LoggedItem {
    const item = this.#items.get(id);
    if (item === undefined) throw new Error('the change log was told of an item that never arrived');
    return item;
  }

  #append(item: LoggedItem, sequence: number, changedAtMs: number): void {
    item.sequence = sequence;
    item.changedAtMs = changedAtMs;
    this.#entries.push({ sequence, item });
    // Stale entries are thrown away when they are the greater part; amortised, a change stays O(1).
    if (this.#entries.length > 2 * this.#items.size + 1000) {
      this.#entries = this.#entries.filter((entry) => entry.item.sequence === entry.sequence);
    }
  }

  #firstAfter(sequence: number): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle]?.sequence ?? 0) <= sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Whether a former stay of the item covers the moment just after change `sequence`. */
export function wasHereAt(item: LoggedItem, sequence: number): boolean {
  return item.stays.some((stay) => stay.arrived <= sequence && sequence < stay.left);
}

/**
 * Whether a former stay that began by `seenUpTo` ended after `roundStart`: a client that pages may have seen the item.
 */
export function leftDuring(item: LoggedItem, roundStart: number, seenUpTo: number): boolean {
  return item.stays.some((stay) => stay.arrived <= seenUpTo && stay.left > roundStart);
}
