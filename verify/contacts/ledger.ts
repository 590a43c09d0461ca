// What the story expects to be left over after what people did: contacts that stay alone on one side, that are gone,
// and fields that stay different, each with the reason. The comparison checks every line of it: what is expected and
// does not show is a disagreement as well.

export type Side = 'salesforce' | 'exchange';

export interface Alone {
  readonly person: string;
  readonly side: Side;
  readonly id: string;
  readonly reason: string;
}

export interface Gone {
  readonly side: Side;
  readonly id: string;
  readonly reason: string;
}

export interface Different {
  readonly person: string;
  readonly recordId: string;
  readonly field: string;
  readonly salesforce: string;
  readonly exchange: string;
  readonly reason: string;
}

export interface Value {
  readonly side: Side;
  readonly id: string;
  readonly field: string;
  readonly value: string;
}

/** What the comparison is told; `person` is a Salesforce user id everywhere. */
export interface Expectations {
  /** Records and items that people made meanwhile. */
  readonly madeByPeople: ReadonlySet<string>;
  /** Has no partner for this person, and is still there. */
  readonly alone: readonly Alone[];
  /** Deleted: by a person, or because the configuration carries a delete over. */
  readonly gone: readonly Gone[];
  readonly different: readonly Different[];
  readonly values: readonly Value[];
}

export class Ledger implements Expectations {
  readonly madeByPeople = new Set<string>();
  readonly #alone: Alone[] = [];
  readonly #gone: Gone[] = [];
  readonly #different: Different[] = [];
  readonly #values: Value[] = [];

  get alone(): readonly Alone[] {
    return this.#alone;
  }

  get gone(): readonly Gone[] {
    return this.#gone;
  }

  get different(): readonly Different[] {
    return this.#different;
  }

  get values(): readonly Value[] {
    return this.#values;
  }

  staysAlone(alone: Alone): void {
    this.#alone.push(alone);
  }

  isGone(gone: Gone): void {
    this.#gone.push(gone);
  }

  staysDifferent(different: Different): void {
    this.#different.push(different);
  }

  /** From now on the field has this value there. */
  says(value: Value): void {
    this.#values.push(value);
  }
}
