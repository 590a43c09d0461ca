// What the oracle is told of contacts: what people did, and what has to be left over of it, each with the reason. Every
// line is checked: what is expected and does not show is a disagreement as well.
import type { Side } from '../finding.js';
import type { Open } from '../ledger.js';
import type { CastMember, Systems } from '../systems.js';

interface Alone {
  readonly person: string;
  readonly side: Side;
  readonly id: string;
  readonly reason: string;
}

interface Gone {
  readonly side: Side;
  readonly id: string;
  readonly reason: string;
}

interface Different {
  readonly person: string;
  readonly recordId: string;
  readonly field: string;
  readonly salesforce: string;
  readonly exchange: string;
  readonly reason: string;
}

interface Value {
  readonly side: Side;
  readonly id: string;
  readonly field: string;
  readonly value: string;
}

/** A value of this field says in which folder an item is: `inside` or `outside` Salesforce_Sync. */
export const FOLDER_OF_ITEM = 'folder';

/** `person` is a Salesforce user id everywhere. */
export interface ContactExpectations {
  /** Records and items that people made meanwhile. */
  readonly madeByPeople: ReadonlySet<string>;
  /** Items that people took out of the folder, whether or not they came back. */
  readonly movedOut: ReadonlySet<string>;
  /** Where the direction leaves an edit alone: on the target side of one way. */
  readonly edited: readonly Omit<Value, 'value'>[];
  /** Has no partner for this person, and is still there. */
  readonly alone: readonly Alone[];
  /** Deleted: by a person, or because the configuration carries a delete over. */
  readonly gone: readonly Gone[];
  readonly different: readonly Different[];
  /** From now on the field has this value there. */
  readonly values: readonly Value[];
}

export type ContactLedger = Open<ContactExpectations>;

export function newContactLedger(): ContactLedger {
  return { madeByPeople: new Set(), movedOut: new Set(), edited: [], alone: [], gone: [], different: [], values: [] };
}

/** All that the contacts are judged by. */
export interface ContactInput {
  /** Before the connector was started. */
  readonly before: Systems;
  readonly after: Systems;
  readonly people: readonly CastMember[];
  readonly expected: ContactExpectations;
  /** In this world a name is given once, so that two of a name are one too many, whatever else they say. */
  readonly isNameGivenOnce?: boolean;
}
