// Before anything counts as gone: another linked item of the same mailbox can be read right now, so the mailbox shows
// what it has; where no other one is linked, the mailbox itself answers. Rule: docs/sync-rules.md; law P4.
import { isSyncing, type ObjectIds } from '../../core/link.js';
import type { SyncObject } from '../../core/model.js';
import type { Located, PartRun } from './part.js';
import { walkLinks } from './walk.js';

/** A few, because any of them may have been deleted a moment ago without having been reported yet. */
const controlReads = 3;

/** `asked`: Exchange ids that are in question. `canRead`: at least one of these can be read. */
export async function controlReadSucceeds<Object extends SyncObject>(
  run: PartRun & Located,
  object: Object,
  asked: { has(id: string): boolean },
  canRead: (others: readonly ObjectIds[Object]['exchange'][]) => Promise<boolean>,
): Promise<boolean> {
  const others: ObjectIds[Object]['exchange'][] = [];
  for await (const links of walkLinks(run.services.store, object, run.person)) {
    for (const link of links) {
      const id: ObjectIds[Object]['exchange'] = link.ids.exchange;
      if (isSyncing(link) && !asked.has(id) && others.length < controlReads) others.push(id);
    }
    if (others.length >= controlReads) break;
  }
  if (others.length > 0) return canRead(others);
  return (await run.services.exchange.probeMailbox(run.mailboxId)).ok;
}
