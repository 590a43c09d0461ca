// Our mark on an Exchange contact: writes it as text and reads it back. It never depends on a key of the connector,
// so that it outlives a lost database. What it is for: docs/sync-rules.md "Marks"; shape: `1;<org id>;<record
// id>;<intent>;<attempt>`, and behind it `;<write>;<attempt>` of our last update, by which that one is told from a
// person's edit.
import { BrokenAssumption } from '../failure.js';
import type { OrgId, SalesforceContactId } from '../model.js';
import type { GraphContact, Stamp } from './model.js';

export const stampPropertyId = 'String {7f9c2f4b-5d0e-4a51-9a3e-2f1c8b6d4e70} Name ExchangeSyncStamp';

// Ids of 18 characters carry their case in the last three; a mark with 15 was not written by us.
const stampText = /^1;([A-Za-z0-9]{18});([A-Za-z0-9]{18});([^;\s]{0,64});(\d{1,9})(?:;([^;\s]{1,64});(\d{1,9}))?$/;

/** Throws when the parts cannot be read back. */
export function formatStamp(stamp: Stamp): string {
  const write = stamp.write === null ? '' : `;${stamp.write.id};${stamp.write.attempt}`;
  const text = `1;${stamp.org};${stamp.record};${stamp.intent};${stamp.attempt}${write}`;
  if (!stampText.test(text)) throw new BrokenAssumption('STAMP_NOT_READABLE');
  return text;
}

/** null: no mark, a mark of a version that we do not know, or garbage. */
export function parseStamp(text: string | null): Stamp | null {
  const [, org, record, intent, attempt, write, writeAttempt] = stampText.exec(text ?? '') ?? [];
  if (org === undefined || record === undefined || intent === undefined) return null;
  return {
    ...{ org: org as OrgId, record: record as SalesforceContactId, intent, attempt: Number(attempt) },
    write: write === undefined ? null : { id: write, attempt: Number(writeAttempt) },
  };
}

/** The mark of a contact that was read with our extended properties; null when it has none. */
export function stampOf(raw: GraphContact): Stamp | null {
  return parseStamp(extendedProperty(raw, stampPropertyId));
}

/** Text of a single-value extended property, null when the item has none of this id. */
export function extendedProperty(raw: GraphContact, id: string): string | null {
  const wanted = normalPropertyId(id);
  const found = raw.singleValueExtendedProperties?.find((property) => normalPropertyId(property.id) === wanted);
  return typeof found?.value === 'string' ? found.value : null;
}

/**
 * Graph answers ids in its own spelling: lower-case hexadecimal without leading zeros (microsoft-graph-docs issue
 * 2251).
 */
function normalPropertyId(id: unknown): string {
  return typeof id === 'string' ? id.toLowerCase().replace(/0x0*(?=[0-9a-f])/g, '0x') : '';
}
