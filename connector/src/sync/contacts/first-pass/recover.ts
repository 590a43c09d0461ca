// Creates that were begun and whose end is not known: after a crash, or when no answer came. They are looked up
// before anything is repeated, at the earliest when the other system has had time to show them
// (limits.inDoubtWaitMs). Rule: docs/architecture.md, "How creating is made repeat-safe".
import { syncKeyField } from '../../../core/contact/map-salesforce.js';
import { success, type Outcome } from '../../../core/failure.js';
import { otherSide, type ContactLink } from '../../../core/link.js';
import type { ExchangeContactId, SalesforceContactId, Side } from '../../../core/model.js';
import type { Intent, ItemRef } from '../../../ports/store.js';
import type { AccessGetter } from '../../part/part.js';
import { linksOfItems, linksOfRecords } from '../../part/walk.js';
import type { ContactAccess, ReadyRun } from '../context.js';
import { keyOf, stampText } from '../marks.js';
import { linkedEntry, type Entry } from './entries.js';

export interface Recovered {
  readonly entries: readonly Entry[];
  /** Sources of which nothing was made: they are met like new ones, for a partner may have turned up meanwhile. */
  readonly againSalesforce: readonly SalesforceContactId[];
  readonly againExchange: readonly ExchangeContactId[];
  readonly open: readonly Intent[];
  /** Sources that must not be created from in this run: it is too early to know. */
  readonly busySalesforce: ReadonlySet<string>;
  readonly busyExchange: ReadonlySet<string>;
  /** Keys of records that are perhaps being made in Salesforce: what turns up with one of these is nobody new. */
  readonly busyKeys: ReadonlySet<string>;
  readonly intentsToDrop: readonly string[];
}

export async function recoverIntents(run: ReadyRun, access: AccessGetter<ContactAccess>): Promise<Outcome<Recovered>> {
  const open = await run.services.store.openIntents(run.person);
  if (open.length === 0) return success(nothing);
  const due = open.filter((intent) => lookUpAtMs(run, intent) <= run.startedAtMs);
  const early = open.filter((intent) => !due.includes(intent));
  const inExchange = await lookUpInExchange(
    run,
    due.filter((intent) => intent.side === 'exchange'),
  );
  const inSalesforce = await lookUpInSalesforce(
    run,
    due.filter((intent) => intent.side === 'salesforce'),
    access,
  );
  if (!inSalesforce.ok) return inSalesforce;
  const notMade = new Set([...inExchange.notMade, ...inSalesforce.value.notMade]);
  const busy = [...early, ...inExchange.unknown, ...due.filter((intent) => !notMade.has(intent))];
  return success({
    entries: [...inExchange.entries, ...inSalesforce.value.entries],
    againSalesforce: inExchange.notMade.map(({ sourceId }) => sourceId as SalesforceContactId),
    againExchange: inSalesforce.value.notMade.map(({ sourceId }) => sourceId as ExchangeContactId),
    open,
    busySalesforce: sources(busy, 'exchange'),
    busyExchange: sources(busy, 'salesforce'),
    busyKeys: new Set(
      open
        .filter(({ side }) => side === 'salesforce')
        .map((intent) => keyOf(run, intent.sourceId as ExchangeContactId)),
    ),
    intentsToDrop: inExchange.found,
  });
}

const nothing: Recovered = {
  entries: [],
  againSalesforce: [],
  againExchange: [],
  open: [],
  busySalesforce: new Set<string>(),
  busyExchange: new Set<string>(),
  busyKeys: new Set<string>(),
  intentsToDrop: [],
};

/** Begun creates whose source is gone: there is nothing to make any more. */
export function intentsOfGone({ open }: Recovered, gone: readonly ItemRef[]): readonly string[] {
  const keys = new Set(gone.map(({ side, itemId }) => `${side} ${itemId}`));
  return open.filter(({ side, sourceId }) => keys.has(`${otherSide(side)} ${sourceId}`)).map(({ id }) => id);
}

function lookUpAtMs(run: ReadyRun, intent: Intent): number {
  return intent.begunAtMs + run.services.tuning.inDoubtWaitMs;
}

async function lookUpInExchange(run: ReadyRun, intents: readonly Intent[]) {
  const entries: Entry[] = [];
  const unknown: Intent[] = [];
  const notMade: Intent[] = [];
  const found: string[] = [];
  const sourceIds = intents.map((intent) => intent.sourceId as SalesforceContactId);
  const links = await linksOfRecords(run, 'Contact', sourceIds);
  const stamps = intents.map((intent) => stampText(run, intent.sourceId as SalesforceContactId, intent));
  const outcomes =
    stamps.length === 0 ? [] : await run.services.exchange.findByStamp(run.mailboxId, run.placeId, stamps);
  intents.forEach((intent, index) => {
    const outcome = outcomes[index];
    const salesforceId = intent.sourceId as SalesforceContactId;
    if (outcome === undefined || !outcome.ok) {
      unknown.push(intent);
      return;
    }
    const item = outcome.value[0];
    if (item === undefined) {
      const link = links.get(salesforceId);
      if (link === undefined) notMade.push(intent);
      else entries.push(again(link, 'exchange'));
      return;
    }
    found.push(intent.id);
    entries.push({ kind: 'found', exchangeId: item.id as ExchangeContactId, salesforceId, foundBy: 'stamp' });
  });
  return { entries, unknown, notMade, found };
}

async function lookUpInSalesforce(
  run: ReadyRun,
  intents: readonly Intent[],
  access: AccessGetter<ContactAccess>,
): Promise<Outcome<{ readonly entries: readonly Entry[]; readonly notMade: readonly Intent[] }>> {
  const entries: Entry[] = [];
  const notMade: Intent[] = [];
  if (intents.length === 0) return success({ entries, notMade });
  const granted = await access();
  if (!granted.ok) return granted;
  const keys = intents.map((intent) => keyOf(run, intent.sourceId as ExchangeContactId));
  const rows = await granted.value.org.findByKey(keys, ['Id', syncKeyField]);
  if (!rows.ok) return rows;
  const sourceIds = intents.map((intent) => intent.sourceId as ExchangeContactId);
  const links = await linksOfItems(run, 'Contact', sourceIds);
  const byKey = new Map(rows.value.map((row) => [row[syncKeyField], row.Id as SalesforceContactId]));
  for (const intent of intents) {
    const exchangeId = intent.sourceId as ExchangeContactId;
    const salesforceId = byKey.get(keyOf(run, intent.sourceId as ExchangeContactId));
    const link = links.get(exchangeId);
    if (salesforceId !== undefined) entries.push({ kind: 'found', exchangeId, salesforceId, foundBy: 'key' });
    else if (link !== undefined) entries.push(again(link, 'salesforce'));
    else notMade.push(intent);
  }
  return success({ entries, notMade });
}

/**
 * An edited contact whose other half was removed was to be made there again, and was not: its old pair is looked at
 * once more, with what we knew of the removal.
 */
function again(link: ContactLink, missing: Side): Entry {
  return missing === 'exchange' ? linkedEntry(link, 'gone', 'changed') : linkedEntry(link, 'changed', 'deleted');
}

/** Ids of the records from which something was being made on this side. */
function sources(intents: readonly Intent[], side: Intent['side']): ReadonlySet<string> {
  return new Set(intents.filter((intent) => intent.side === side).map((intent) => intent.sourceId));
}
