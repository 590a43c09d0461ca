// What a pair of contacts remembers of both sides after an action: keyed hashes, field by field.
import { contactTable } from '../../../core/contact/canonical.js';
import { contactFieldNames, contactFormVersion, type ContactField } from '../../../core/contact/fields.js';
import type { ContactValues } from '../../../core/contact/model.js';
import { memoryIn, settledHashes, type Settling } from '../../../core/hash.js';
import type { BySide, ContactLink } from '../../../core/link.js';
import type { ReadyRun } from '../context.js';

export function firstMemory(run: ReadyRun, memoryKey: string, values: BySide<ContactValues>): ContactLink['settled'] {
  const hasher = run.services.hasher.forItem(memoryKey);
  return {
    salesforce: settledHashes(contactTable, hasher, values.salesforce, null, everything(values.salesforce)),
    exchange: settledHashes(contactTable, hasher, values.exchange, null, everything(values.exchange)),
  };
}

/**
 * What Exchange showed is remembered at first sight, even where the field is not settled yet (then Salesforce has no
 * memory of it): so an edit can be told from what was always there. Hashes of an older form mean nothing any more.
 */
export function memoryAfter(
  run: ReadyRun,
  memoryKey: string,
  link: ContactLink | null,
  after: BySide<ContactValues>,
  settling: Readonly<Partial<Record<ContactField, Settling>>>,
  /** Changed in Salesforce before we wrote there, and to be settled later. */
  changedBefore: readonly ContactField[] = [],
): ContactLink['settled'] {
  const hasher = run.services.hasher.forItem(memoryKey);
  const before = link?.formVersion === contactFormVersion ? link.settled : null;
  const isNew = (field: ContactField): boolean =>
    before === null || memoryIn(contactTable, before.exchange, field).kind === 'none';
  const seen = { ...settling };
  for (const field of contactFieldNames) if (after.exchange[field] !== undefined && isNew(field)) seen[field] = 'now';
  const marks = Object.fromEntries(changedBefore.map((field) => [field, 'unknown' satisfies Settling]));
  const inSalesforce = { ...settling, ...marks };
  return {
    salesforce: settledHashes(contactTable, hasher, after.salesforce, before?.salesforce ?? null, inSalesforce),
    exchange: settledHashes(contactTable, hasher, after.exchange, before?.exchange ?? null, seen),
  };
}

function everything(values: ContactValues): Readonly<Partial<Record<ContactField, Settling>>> {
  return Object.fromEntries(Object.keys(values).map((field) => [field, 'now']));
}
