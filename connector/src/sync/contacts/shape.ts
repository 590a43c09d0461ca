// The plan in numbers, before anything of it is read in full or applied: what the brakes judge.
import { carriesDeletes, removesLeavers } from '../../core/contact/plan.js';
import { editedSinceSettled } from '../../core/contact/settle.js';
import { assertNever, success, type Outcome } from '../../core/failure.js';
import { limits } from '../../core/limits.js';
import { foldShape, type Expected, type PlanShape } from '../../core/shape.js';
import type { AccessGetter } from '../part/part.js';
import { linksOfRecords, portions } from '../part/walk.js';
import type { ContactAccess, ReadyRun } from './context.js';
import { isRecheck, type ContactReading, type LinkedEntry, type Work } from './first-pass/entries.js';
import { reachOf } from './reach.js';
import { readSalesforce } from './second-pass/read-salesforce.js';

/**
 * Asks the integration user only when a listing missed linked contacts, and the person's own org only where contacts
 * that leave the reach are removed from Exchange. `isExact`: also compares what Salesforce alone spoke of.
 */
export async function contactShape(
  run: ReadyRun,
  { entries }: ContactReading,
  access: AccessGetter<ContactAccess>,
  isExact: boolean,
): Promise<Outcome<PlanShape>> {
  const counts = await run.services.store.links('Contact').count(run.person);
  const pairs = entries.filter((entry) => entry.kind === 'linked');
  const stillThere = await findExisting(
    run,
    pairs.filter(({ salesforce }) => salesforce === 'missing'),
  );
  if (!stillThere.ok) return stillThere;
  const leavers = await findLeavers(run, pairs, access);
  if (!leavers.ok) return leavers;
  const unchanged = isExact ? await findUnchanged(run, pairs, access) : success(new Set<string>());
  if (!unchanged.ok) return unchanged;
  const known = { stillThere: stillThere.value, leavers: leavers.value, unchanged: unchanged.value };
  return success(
    foldShape(
      counts.linked ?? 0,
      entries.flatMap((entry) => expectedOf(run, entry, known)),
    ),
  );
}

interface Known {
  readonly stillThere: ReadonlySet<string>;
  readonly leavers: ReadonlySet<string>;
  readonly unchanged: ReadonlySet<string>;
}

/** What will come of an entry, as far as the first pass can tell. */
function expectedOf({ settings }: ReadyRun, entry: Work, known: Known): readonly Expected[] {
  switch (entry.kind) {
    case 'onlySalesforce':
      return [{ kind: 'create', side: 'exchange' }];
    case 'onlyExchange':
      return [{ kind: 'create', side: 'salesforce' }];
    case 'found':
      return [{ kind: 'pair' }];
    case 'ownDouble':
      return [];
    case 'linked':
      return expectedOfPair(entry, settings, known);
    default:
      return assertNever(entry);
  }
}

function expectedOfPair(
  entry: LinkedEntry,
  settings: ReadyRun['settings'],
  { stillThere, leavers, unchanged }: Known,
): readonly Expected[] {
  const { salesforceId } = entry;
  const expected: Expected[] = [];
  if (entry.exchange === 'gone') {
    const isCarried = carriesDeletes(settings, 'exchange');
    expected.push({ kind: isCarried ? 'delete' : 'leave', side: 'salesforce', goneFrom: 'exchange' });
  }
  if (entry.salesforce === 'deleted' || entry.salesforce === 'missing') {
    const isOutOfReach = entry.salesforce === 'missing' && stillThere.has(salesforceId);
    const isCarried = isOutOfReach ? removesLeavers(settings) : carriesDeletes(settings, 'salesforce');
    expected.push({ kind: isCarried ? 'delete' : 'leave', side: 'exchange', goneFrom: 'salesforce' });
  } else if (leavers.has(salesforceId)) {
    expected.push({ kind: 'delete', side: 'exchange' });
  }
  const isThere = entry.exchange !== 'gone' && entry.salesforce !== 'deleted' && entry.salesforce !== 'missing';
  if (isThere && !isRecheck(entry) && !unchanged.has(salesforceId)) expected.push({ kind: 'change' });
  return expected;
}

/** Linked contacts that the person still sees, but which the configuration does not take any more. */
async function findLeavers(
  run: ReadyRun,
  pairs: readonly LinkedEntry[],
  access: AccessGetter<ContactAccess>,
): Promise<Outcome<ReadonlySet<string>>> {
  const none = success(new Set<string>());
  if (!removesLeavers(run.settings)) return none;
  const changed = pairs.filter(({ exchange, salesforce }) => {
    return exchange !== 'gone' && (salesforce === 'changed' || salesforce === 'recheck');
  });
  const links = await linksOfRecords(
    run,
    'Contact',
    changed.map(({ salesforceId }) => salesforceId),
  );
  const ids = [...links.values()].filter(({ wasInReach }) => wasInReach).map((link) => link.ids.salesforce);
  if (ids.length === 0) return none;
  const granted = await access();
  if (!granted.ok) return granted;
  const inReach = await granted.value.org.readContacts(ids, ['Id'], reachOf(run.settings));
  if (!inReach.ok) return inReach;
  const there = new Set(inReach.value.map((row) => row.Id));
  return success(new Set(ids.filter((id) => !there.has(id))));
}

/** Linked contacts that the person cannot see any more but that exist: they left the person's reach. */
async function findExisting(run: ReadyRun, missing: readonly LinkedEntry[]): Promise<Outcome<ReadonlySet<string>>> {
  if (missing.length === 0) return success(new Set());
  const ids = missing.map(({ salesforceId }) => salesforceId);
  const fates = await run.services.org.lookUpContacts(ids);
  if (!fates.ok) return fates;
  return success(new Set(ids.filter((id) => ['exists', 'merged'].includes(fates.value.get(id)?.kind ?? 'gone'))));
}

/** Of the links that only Salesforce spoke of, those whose contents are what was settled. */
async function findUnchanged(
  run: ReadyRun,
  pairs: readonly LinkedEntry[],
  access: AccessGetter<ContactAccess>,
): Promise<Outcome<ReadonlySet<string>>> {
  const granted = await access();
  if (!granted.ok) return granted;
  const doubtful = pairs.filter(({ exchange, salesforce }) => exchange === 'same' && salesforce === 'changed');
  const unchanged = new Set<string>();
  for (const some of portions(doubtful, limits.matchChunkSize)) {
    const ids = some.map(({ salesforceId }) => salesforceId);
    const read = await readSalesforce(run, granted.value, ids);
    if (!read.ok) return read;
    for (const link of (await linksOfRecords(run, 'Contact', ids)).values()) {
      const contact = read.value.get(link.ids.salesforce);
      const isEdited =
        contact !== undefined && editedSinceSettled(link, 'salesforce', contact.values, run.services.hasher);
      if (!isEdited) unchanged.add(link.ids.salesforce);
    }
  }
  return success(unchanged);
}
