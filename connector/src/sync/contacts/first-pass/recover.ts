// Writes whose end is not known: after a crash, or when no answer came. They are looked up and judged before anything
// is planned, at the earliest when the other system has had time to show them (limits.inDoubtWaitMs). What is found out
// is committed at once, row and memory together, and then the ordinary rules do the rest. Rule: docs/sync-rules.md,
// "Writes whose end is not known".
import { success, type Outcome } from '../../../core/failure.js';
import type { ExchangeContactId, SalesforceContactId, Side } from '../../../core/model.js';
import type { SentRow } from '../../../core/sent/row.js';
import { commit, together } from '../../part/commit.js';
import type { AccessGetter } from '../../part/part.js';
import { sortedRows } from '../../part/sent.js';
import { linksOfItems, linksOfRecords } from '../../part/walk.js';
import type { ContactAccess, ReadyRun } from '../context.js';
import { keyOf } from '../marks.js';
import type { Entry, LinkedEntry } from './entries.js';
import { judgeChanges } from './judge-changes.js';
import { sourceOf } from './judged.js';
import { lookUpCreates } from './look-up-creates.js';

export interface Recovered {
  readonly entries: readonly Entry[];
  /** Pairs whose memory a verdict has changed, or whose write was not carried out. */
  readonly judged: readonly LinkedEntry[];
  /** Sources of which nothing was made: they are met like new ones, for a partner may have turned up meanwhile. */
  readonly againSalesforce: readonly SalesforceContactId[];
  readonly againExchange: readonly ExchangeContactId[];
  /** Sources that must not be created from in this run: it is too early to know. */
  readonly busySalesforce: ReadonlySet<string>;
  readonly busyExchange: ReadonlySet<string>;
  /** Ids of pairs that must not be written in this run, for the same reason. */
  readonly busyItems: ReadonlySet<string>;
  /** Keys of records that are perhaps being made in Salesforce: what turns up with one of these is nobody new. */
  readonly busyKeys: ReadonlySet<string>;
  readonly sentToDrop: readonly string[];
  /** Writes that were found not carried out and may still land. */
  readonly spent: readonly SentRow[];
  readonly openSent: number;
}

export async function recoverSent(run: ReadyRun, access: AccessGetter<ContactAccess>): Promise<Outcome<Recovered>> {
  const { open, spent, due, toDrop } = sortedRows(run, await run.services.store.sentRows(run.person));
  const late = await stillToBeMade(run, spent.filter(isCreate), open);
  const creates = await lookUpCreates(run, access, [...due.filter(isCreate), ...late]);
  if (!creates.ok) return creates;
  const others = due.filter((row) => !isCreate(row));
  const changes = await judgeChanges(run, access, others, spent);
  if (!changes.ok) return changes;
  const found = [creates.value, changes.value];
  if (due.length + late.length > 0) await commit(run, together(found.map((one) => one.changes)));
  const known = new Set(found.flatMap((one) => one.known));
  const isSpent = new Set(found.flatMap(({ changes }) => changes.spentSent ?? []));
  const again = found.flatMap((one) => one.again);
  const busy = open.filter((row) => !known.has(row));
  const busyCreates = busy.filter(isCreate);
  const inSalesforce = open.filter((row) => isCreate(row) && row.side === 'salesforce');
  return success({
    entries: found.flatMap((one) => one.entries),
    judged: found.flatMap((one) => one.judged),
    againSalesforce: again.filter(({ side }) => side === 'exchange').map((row) => sourceOf(row) as SalesforceContactId),
    againExchange: again.filter(({ side }) => side === 'salesforce').map((row) => sourceOf(row) as ExchangeContactId),
    busySalesforce: sourcesOf(busyCreates, 'exchange'),
    busyExchange: sourcesOf(busyCreates, 'salesforce'),
    busyItems: new Set(
      busy.filter((row) => !isCreate(row)).flatMap(({ ids }) => [ids.salesforce ?? '', ids.exchange ?? '']),
    ),
    busyKeys: new Set(inSalesforce.map((row) => keyOf(run, sourceOf(row) as ExchangeContactId))),
    ...{ sentToDrop: toDrop, openSent: busy.length },
    spent: [...spent, ...due.filter(({ id }) => isSpent.has(id))],
  });
}

/**
 * Creates that were found not carried out and whose source has no partner to this day: they may still land, and what
 * they make would be met like something new. Of several attempts the youngest.
 */
async function stillToBeMade(
  run: ReadyRun,
  spent: readonly SentRow[],
  open: readonly SentRow[],
): Promise<readonly SentRow[]> {
  if (spent.length === 0) return [];
  const onSide = (side: Side): readonly string[] => [...sourcesOf(spent, side)];
  const byRecord = await linksOfRecords(run, 'Contact', onSide('exchange') as readonly SalesforceContactId[]);
  const byItem = await linksOfItems(run, 'Contact', onSide('salesforce') as readonly ExchangeContactId[]);
  const isTaken = new Set<string>([...byRecord.keys(), ...byItem.keys(), ...open.filter(isCreate).map(sourceOf)]);
  const bySource = new Map(spent.map((row) => [sourceOf(row), row]));
  return [...bySource.values()].filter((row) => !isTaken.has(sourceOf(row)));
}

function isCreate({ kind }: SentRow): boolean {
  return kind === 'create';
}

/** Ids of the records from which something was being made on this side. */
function sourcesOf(rows: readonly SentRow[], side: Side): ReadonlySet<string> {
  return new Set(rows.filter((row) => row.side === side).map(sourceOf));
}
