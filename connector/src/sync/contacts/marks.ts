// Our marks on both sides of a pair, for this run's org and mailbox: the stamp on a contact in Exchange, the key on a
// record in Salesforce. Neither depends on `HASH_KEY`, so both outlive the database (docs/sync-rules.md, "Marks").
import type { Stamp } from '../../core/contact/model.js';
import { formatStamp } from '../../core/contact/stamp.js';
import { syncKey } from '../../core/contact/sync-key.js';
import type { ExchangeContactId, SalesforceContactId } from '../../core/model.js';
import type { ReadyRun } from './context.js';

/** A write of ours by the name of its row. */
export interface NamedWrite {
  readonly id: string;
  readonly attempt: number;
}

/** Names the write by which we make a contact; `null` for one that a person made. */
export function stampText(run: ReadyRun, record: SalesforceContactId, create: NamedWrite | null): string {
  const made = create === null ? { intent: '', attempt: 0 } : { intent: create.id, attempt: create.attempt };
  return formatStamp({ org: run.services.orgId, record, ...made, write: null });
}

/** Names an update beside the write that made the contact. `before`: what it carries now. */
export function stampOfUpdate(
  run: ReadyRun,
  record: SalesforceContactId,
  before: Stamp | null,
  { id, attempt }: NamedWrite,
): string {
  const made = before?.record === record ? before : { intent: '', attempt: 0 };
  return formatStamp({
    ...{ org: run.services.orgId, record, intent: made.intent, attempt: made.attempt },
    write: { id, attempt },
  });
}

export function keyOf(run: ReadyRun, id: ExchangeContactId): string {
  return syncKey(run.services.orgId, run.mailboxId, id);
}
