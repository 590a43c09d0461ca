// What people typed into one field of one pair, on which side, and what they had before their eyes when they typed it.
// An edit takes the place of everything that was visible to the one who typed it. Two edits of which neither saw the
// other are a conflict. It knows nothing of the connector: it only looks at what people did and what both sides show.
import type { Side } from './rules.js';

export interface Edit {
  readonly id: number;
  readonly side: Side;
  readonly value: string;
  /** Typed when the item was made, not later. */
  readonly isFirst: boolean;
  /** In Salesforce, between the effect of a write of ours and the end of its answer, or of the wait for it. */
  readonly isUnderWrite: boolean;
  /** Edits that this one takes the place of. */
  readonly past: ReadonlySet<number>;
}

export interface Typed {
  readonly side: Side;
  readonly value: string;
  readonly isFirst?: boolean;
  readonly isUnderWrite?: boolean;
}

/** Makes one value of what people typed and of what automation in the org makes of it. */
export type SameValue = (value: string) => string;

export class FieldHistory {
  readonly #edits: Edit[] = [];
  readonly #shown = new Map<Side, Edit | null>();
  readonly #decided = new Set<number>();
  #settled: readonly number[] = [];
  #settledValues: Readonly<Record<Side, string>> | null = null;

  constructor(private readonly same: SameValue) {}

  get edits(): readonly Edit[] {
    return this.#edits;
  }

  /** Edits since both sides were last judged right and at rest. */
  get unsettled(): readonly Edit[] {
    return this.#edits.filter(({ id }) => !this.#settled.includes(id));
  }

  shown(side: Side): Edit | null {
    return this.#shown.get(side) ?? null;
  }

  lastOn(side: Side): Edit | null {
    return this.#edits.findLast((edit) => edit.side === side) ?? null;
  }

  /** Who types what is there already changes nothing, and nobody can know of it. */
  typed({ side, value, isFirst = false, isUnderWrite = false }: Typed): void {
    if ((this.shown(side)?.value ?? (isFirst ? null : '')) === value) return;
    const past = new Set([...this.visibleOn(side).map(({ id }) => id), ...this.#settled]);
    const edit = { id: this.#edits.length, side, value, isFirst, isUnderWrite, past };
    this.#edits.push(edit);
    this.#shown.set(side, edit);
  }

  /** What can be known of on a side: what was typed there, what it shows, and all that these took the place of. */
  visibleOn(side: Side): readonly Edit[] {
    const shown = this.shown(side);
    const visible = this.#edits.filter((edit) => edit.side === side || edit === shown);
    return this.#edits.filter((edit) => visible.some((one) => one === edit || one.past.has(edit.id)));
  }

  /** The connector wrote this value. Answers what it overwrote, or that nobody ever typed it. */
  written(side: Side, value: string): 'right' | 'overwrote a newer value' | 'nobody typed this' {
    const before = this.shown(side);
    const found = this.#edits.filter((edit) => this.same(edit.value) === this.same(value));
    const source = this.maximal(found).at(-1);
    if (source === undefined) {
      if (value !== '') return 'nobody typed this';
      this.#shown.set(side, null);
      return before === null ? 'right' : 'overwrote a newer value';
    }
    this.#shown.set(side, source);
    // A conflict that the settings decided: what lost it stands against nothing any more.
    if (before !== null && !before.past.has(source.id) && !source.past.has(before.id)) this.#decided.add(before.id);
    return before !== null && before.past.has(source.id) ? 'overwrote a newer value' : 'right';
  }

  /** A new item or record is on this side, which shows nothing yet. */
  emptied(side: Side): void {
    this.#shown.set(side, null);
  }

  /** Edits that no other one took the place of; at most one a side. */
  maximal(edits: readonly Edit[] = this.#edits): readonly Edit[] {
    return edits.filter(({ id }) => !edits.some((other) => other.past.has(id)));
  }

  /** Both sides were judged right and at rest: what is typed from now on takes the place of all that was there. */
  settle(values: Readonly<Record<Side, string>>): void {
    this.#settled = this.#edits.map(({ id }) => id);
    this.#settledValues = values;
  }

  /** This side shows again what it showed at the last rest. */
  isPutBack(side: Side): boolean {
    return this.#settledValues !== null && this.isSame(this.shown(side)?.value ?? '', this.#settledValues[side]);
  }

  /** What both sides showed at the last rest, where nothing was typed since. */
  get settledValues(): Readonly<Record<Side, string>> | null {
    return this.unsettled.length === 0 ? this.#settledValues : null;
  }

  /** At rest, or by the settings where it was in conflict with another one. */
  isSettled(edit: Edit): boolean {
    return this.#settled.includes(edit.id) || this.#decided.has(edit.id);
  }

  isSame(one: string, other: string): boolean {
    return this.same(one) === this.same(other);
  }
}
