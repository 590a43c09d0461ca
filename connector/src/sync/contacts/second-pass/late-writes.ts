// What our own writes did that were found not carried out and landed late: it is taken for nobody's edit, and for
// nobody's delete. Rule: docs/sync-rules.md, "Writes whose end is not known".
import { contactTable } from '../../../core/contact/canonical.js';
import { isSyncing } from '../../../core/link.js';
import type { SentRow } from '../../../core/sent/row.js';
import { lateDelete, memoryAfterLateWrites } from '../../../core/sent/late.js';
import type { LoadedGroup } from '../../part/part.js';
import type { ReadyRun } from '../context.js';
import type { LoadedContact } from './load.js';

/** The group with links that remember our late writes. The memory is stored with whatever follows from it. */
export function withoutLateWrites(
  run: ReadyRun,
  spent: readonly SentRow[],
  loaded: LoadedGroup<LoadedContact>,
): LoadedGroup<LoadedContact> {
  if (spent.length === 0) return loaded;
  return { ...loaded, items: loaded.items.map((item) => withoutLateWrite(run, spent, item)) };
}

function withoutLateWrite({ services }: ReadyRun, spent: readonly SentRow[], item: LoadedContact): LoadedContact {
  const { link, salesforce, exchange } = item;
  if (link === null) return item;
  if (salesforce?.kind === 'deleted' && exchange?.kind === 'present' && isOurDelete(item, spent, 'salesforce')) {
    const entry = { kind: 'onlyExchange', exchangeId: link.ids.exchange } as const;
    return { entry, link: null, salesforce: null, exchange };
  }
  if (exchange?.kind === 'deleted' && salesforce?.kind === 'present' && isOurDelete(item, spent, 'exchange')) {
    const entry = { kind: 'onlySalesforce', salesforceId: link.ids.salesforce } as const;
    return { entry, link: null, salesforce, exchange: null };
  }
  const rows = spent.filter(({ ids }) => ids.exchange === link.ids.exchange || ids.salesforce === link.ids.salesforce);
  const settled = memoryAfterLateWrites(contactTable, services.hasher, rows, link, {
    salesforce: salesforce?.kind === 'present' ? salesforce.contact.values : {},
    exchange: exchange?.kind === 'present' ? exchange.contact.values : {},
  });
  return settled === null ? item : { ...item, link: { ...link, settled } };
}

/** The pair was in step: its source came back before our delete landed, and is made again on the other side. */
function isOurDelete({ link }: LoadedContact, spent: readonly SentRow[], side: SentRow['side']): boolean {
  return link !== null && isSyncing(link) && lateDelete(spent, side, link.ids) !== null;
}
