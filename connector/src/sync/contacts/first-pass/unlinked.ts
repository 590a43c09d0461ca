// New items of the folder: by their stamp they may be known already (a lost database, a reset, a copy, another org's
// contact); the rest is matched with Salesforce contacts. Decides only who belongs together; what follows is planned
// later.
import type { Stamp } from '../../../core/contact/model.js';
import { stampOf } from '../../../core/contact/stamp.js';
import { matchContacts, type UnlinkedExchange } from '../../../core/contact/match.js';
import type { ContactLink } from '../../../core/link.js';
import type { ExchangeContactId, SalesforceContactId } from '../../../core/model.js';
import type { ReasonCode } from '../../../core/reasons.js';
import { linksOfRecords } from '../../part/walk.js';
import type { ReadyRun } from '../context.js';
import { keyOf } from '../marks.js';
import type { Entry, FoundEntry } from './entries.js';
import { staysInFolder, storedKeys, type Candidate } from './match-keys.js';

export interface UnlinkedItem {
  readonly keys: UnlinkedExchange;
  readonly version: string;
  readonly stamp: Stamp | null;
  /** It has a link, but its record was removed: it is only here to meet one that was made anew. */
  readonly isOrphan: boolean;
}

export interface Resolved {
  readonly entries: readonly Entry[];
  /** Salesforce contacts that are spoken for: they must not be made in Exchange. */
  readonly taken: ReadonlySet<SalesforceContactId>;
}

/**
 * `goneIds`: linked items that this same reading reports as gone; a stamp that points to their record is free again.
 */
export async function resolveUnlinked(
  run: ReadyRun,
  items: readonly UnlinkedItem[],
  candidates: readonly Candidate[],
  goneIds: ReadonlySet<string>,
): Promise<Resolved> {
  const isFree = ({ heldBy }: Candidate): boolean => heldBy === null || goneIds.has(heldBy);
  const stamped = items.flatMap((item) => (item.stamp === null || item.isOrphan ? [] : [{ item, stamp: item.stamp }]));
  const byStamp = await resolveStamped(run, stamped, goneIds);
  const unstamped = items.filter((item) => !byStamp.settled.has(item.keys.id));
  const free = candidates.filter((candidate) => isFree(candidate) && !byStamp.taken.has(candidate.id));
  const byKey = resolveKeyed(run, unstamped, free);
  const early = new Set([...byStamp.taken, ...byKey.taken]);
  const orphans = unstamped.filter((item) => item.isOrphan && !byKey.settled.has(item.keys.id));
  const reunited = reunite(
    run,
    orphans,
    free.filter(({ id }) => !early.has(id)),
  );
  const taken = new Set([...early, ...reunited.taken]);
  const rest = unstamped.filter((item) => !item.isOrphan && !byKey.settled.has(item.keys.id));
  const matching = matchContacts(
    rest.map((item) => item.keys),
    candidates.map((candidate) => ({ ...candidate, isLinked: !isFree(candidate) || taken.has(candidate.id) })),
    run.settings.severalMatches,
  );
  for (const id of matching.reserved) taken.add(id);
  const entries: Entry[] = [...byStamp.entries, ...byKey.entries, ...reunited.entries];
  for (const item of rest) {
    const verdict = matching.verdicts.get(item.keys.id);
    if (verdict === undefined || verdict.kind === 'alone') {
      entries.push({ kind: 'onlyExchange', exchangeId: item.keys.id });
    } else if (verdict.kind === 'pair') {
      taken.add(verdict.salesforceId);
      entries.push({
        kind: 'found',
        exchangeId: item.keys.id,
        salesforceId: verdict.salesforceId,
        foundBy: verdict.foundBy,
      });
    } else {
      entries.push(left(item, verdict.reason));
    }
  }
  return { entries, taken };
}

interface Found {
  readonly entries: readonly Entry[];
  readonly taken: ReadonlySet<SalesforceContactId>;
  readonly settled: ReadonlySet<ExchangeContactId>;
}

/** A record that was made from this very item carries its key: after a crash or with a new database. */
function resolveKeyed(run: ReadyRun, items: readonly UnlinkedItem[], free: readonly Candidate[]): Found {
  const records = new Map(free.filter((one) => one.syncKey !== '').map((one) => [one.syncKey, one.id]));
  const pairs = items.flatMap(({ keys }): Pair[] => {
    const record = records.size === 0 ? undefined : records.get(keyOf(run, keys.id));
    return record === undefined ? [] : [{ exchangeId: keys.id, salesforceId: record, foundBy: 'key' }];
  });
  return foundOf(pairs);
}

/** Items whose record was removed, and records that somebody made anew of the same people. */
function reunite(run: ReadyRun, orphans: readonly UnlinkedItem[], free: readonly Candidate[]): Found {
  const { verdicts } = matchContacts(
    orphans.map(({ keys }) => keys),
    free.map((candidate) => ({ ...candidate, isLinked: false })),
    run.settings.severalMatches,
  );
  return foundOf(
    [...verdicts].flatMap(([exchangeId, verdict]): Pair[] =>
      verdict.kind === 'pair' ? [{ exchangeId, salesforceId: verdict.salesforceId, foundBy: verdict.foundBy }] : [],
    ),
  );
}

type Pair = Omit<FoundEntry, 'kind'>;

function foundOf(pairs: readonly Pair[]): Found {
  return {
    entries: pairs.map((pair): Entry => ({ kind: 'found', ...pair })),
    taken: new Set(pairs.map(({ salesforceId }) => salesforceId)),
    settled: new Set(pairs.map(({ exchangeId }) => exchangeId)),
  };
}

interface Stamped {
  readonly item: UnlinkedItem;
  readonly stamp: Stamp;
}

async function resolveStamped(
  run: ReadyRun,
  stamped: readonly Stamped[],
  goneIds: ReadonlySet<string>,
): Promise<Found> {
  const entries: Entry[] = [];
  const taken = new Set<SalesforceContactId>();
  const settled = new Set<ExchangeContactId>();
  const records = stamped.filter(({ stamp }) => stamp.org === run.services.orgId).map(({ stamp }) => stamp.record);
  const links = await linksOfRecords(run, 'Contact', records);
  for (const { item, stamp } of stamped) {
    settled.add(item.keys.id);
    if (stamp.org !== run.services.orgId) {
      entries.push(left(item, 'OTHER_ORG'));
      continue;
    }
    const link = links.get(stamp.record);
    const isHeldByAnother =
      taken.has(stamp.record) ||
      (link !== undefined &&
        staysInFolder(link) &&
        link.ids.exchange !== item.keys.id &&
        !goneIds.has(link.ids.exchange));
    if (!isHeldByAnother) {
      taken.add(stamp.record);
      entries.push({ kind: 'found', exchangeId: item.keys.id, salesforceId: stamp.record, foundBy: 'stamp' });
    } else if (link !== undefined && (await isOwnDouble(run, stamp, link))) {
      entries.push({ kind: 'ownDouble', exchangeId: item.keys.id, salesforceId: stamp.record });
    } else {
      entries.push(left(item, 'COPY_OF_LINKED'));
    }
  }
  return { entries, taken, settled };
}

/**
 * Same intent, other attempt: we made it twice, because the first answer came too late. Same attempt: a person copied
 * it.
 * The linked item's own stamp tells which.
 */
async function isOwnDouble(run: ReadyRun, stamp: Stamp, link: ContactLink): Promise<boolean> {
  if (stamp.intent === '') return false;
  const { contacts } = await run.services.exchange.readContacts(run.mailboxId, [link.ids.exchange]);
  const linked = contacts[0];
  if (linked === undefined || !linked.ok) return false;
  const own = stampOf(linked.value);
  return own !== null && own.intent === stamp.intent && own.attempt !== stamp.attempt;
}

function left(item: UnlinkedItem, reason: ReasonCode): Entry {
  return {
    kind: 'left',
    side: 'exchange',
    itemId: item.keys.id,
    reason,
    version: item.version,
    matchKeys: storedKeys(item.keys),
  };
}
