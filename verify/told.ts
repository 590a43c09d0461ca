// What the connector tells of itself, and what of it must hold once things are quiet (law P16): nothing ends silently,
// and the status in the org agrees with it. Whoever has the connector at hand reads it out of the store; this folder
// knows the shape only, and takes nothing of it for true that the two systems do not show.
import type { Finding, What } from './finding.js';
import type { CastMember, OrgRecord, Systems } from './systems.js';

/** Of one person and object. */
export interface Told {
  /** Pairs in step. */
  readonly pairs: readonly ToldPair[];
  /** Ids of both halves of pairs that do not sync any more. */
  readonly remembered: ReadonlySet<string>;
  /** Ids of items that are not in step, with all reasons that are told. */
  readonly reasons: ReadonlyMap<string, readonly string[]>;
  /** Items that are not in step, by what has to happen. */
  readonly counts: { readonly leftOut: number; readonly waiting: number; readonly issues: number };
  /** Creates that were begun and did not end. */
  readonly open: number;
}

interface ToldPair {
  readonly recordId: string;
  readonly itemId: string;
  /** Of an event, as it was last seen. */
  readonly span: { readonly startsAtMs: number; readonly endsAtMs: number } | null;
}

/** By Salesforce user id. */
export type ToldByPerson = ReadonlyMap<string, Told>;

export function toldOf(told: ToldByPerson, { userId, firstName }: CastMember): Told {
  const found = told.get(userId);
  if (found === undefined) throw new Error(`nothing is told of ${firstName}`);
  return found;
}

export function knows({ pairs, remembered, reasons }: Told, id: string): boolean {
  return remembered.has(id) || reasons.has(id) || pairs.some((pair) => pair.recordId === id || pair.itemId === id);
}

/** Field of the status row → what it has to show. */
export type WantedStatus = Readonly<Record<string, unknown>>;

/** Of one person: nothing is open or waits, and the status says what is told. */
export function findUnsettled(systems: Systems, person: CastMember, told: Told, status: WantedStatus): Finding[] {
  const say = (what: What): Finding => ({ person: person.firstName, who: person.firstName, what, reason: null });
  const row = statusOf(systems, person);
  return [
    ...(told.open > 0 ? [say({ kind: 'open' })] : []),
    ...(told.counts.waiting > 0 ? [say({ kind: 'waits' })] : []),
    ...Object.entries(status)
      .filter(([field, wanted]) => row[field] !== wanted)
      .map(([field, wanted]) => say({ kind: 'status', count: field, told: row[field], is: wanted })),
  ];
}

/** The one status row of a person. Throws when there is none. */
function statusOf(systems: Systems, { userId }: CastMember): OrgRecord {
  const rows = systems.records('Exchange_Sync_Status__c').filter((row) => row['Person_Key__c'] === userId);
  const [row, ...more] = rows;
  if (row === undefined || more.length > 0) throw new Error(`${rows.length} status rows of one person`);
  return row;
}
