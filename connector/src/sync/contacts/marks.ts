// Our marks on both sides of a pair, for this run's org and mailbox: the stamp on a contact in Exchange, the key on a
// record in Salesforce. Neither depends on `HASH_KEY`, so both outlive the database (docs/sync-rules.md, "Marks").
import { formatStamp } from '../../core/contact/stamp.js';
import { syncKey } from '../../core/contact/sync-key.js';
import type { ExchangeContactId, SalesforceContactId } from '../../core/model.js';
import type { Intent } from '../../ports/store.js';
import type { ReadyRun } from './context.js';

/** Names the intent of a contact that we make; `null` for one that a person made: no intent. */
export function stampText(run: ReadyRun, record: SalesforceContactId, intent: Intent | null): string {
  const made = intent === null ? { intent: '', attempt: 0 } : { intent: intent.id, attempt: intent.attempt };
  return formatStamp({ org: run.services.orgId, record, ...made });
}

export function keyOf(run: ReadyRun, id: ExchangeContactId): string {
  return syncKey(run.services.orgId, run.mailboxId, id);
}
