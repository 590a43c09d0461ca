// Creates whose end is not known: looked for by stamp and key. What was made becomes a link with the memory that was
// written down before, so that an edit made since is an edit, and not a first meeting.
import { contactTable } from '../../../core/contact/canonical.js';
import { syncKeyField } from '../../../core/contact/map-salesforce.js';
import { success, type Outcome } from '../../../core/failure.js';
import { hasMemory } from '../../../core/hash.js';
import { limits } from '../../../core/limits.js';
import type { ContactLink, NewContactLink } from '../../../core/link.js';
import type { ExchangeContactId, FolderId, SalesforceContactId } from '../../../core/model.js';
import { memoryAfterSent } from '../../../core/sent/memory.js';
import type { SentRow } from '../../../core/sent/row.js';
import type { AccessGetter } from '../../part/part.js';
import { madeBy } from '../../part/sent.js';
import { linksOfItems, linksOfRecords } from '../../part/walk.js';
import type { ContactAccess, ReadyRun } from '../context.js';
import { keyOf, stampText } from '../marks.js';
import { changedEntry, lookedAtOnceMore, type Entry } from './entries.js';
import { linkFrom, nothingJudged, sourceOf, type Judged } from './judged.js';

/** Row → id of what was made, null where nothing was. A row without an answer is not in it. */
type LookedUp = ReadonlyMap<SentRow, string | null>;

/** `rows`: open ones, and those that were found not carried out and may still land. */
export async function lookUpCreates(
  run: ReadyRun,
  access: AccessGetter<ContactAccess>,
  rows: readonly SentRow[],
): Promise<Outcome<Judged>> {
  if (rows.length === 0) return success(nothingJudged);
  const inExchange = await lookUpInExchange(
    run,
    rows.filter(({ side }) => side === 'exchange'),
  );
  const inSalesforce = await lookUpInSalesforce(
    run,
    rows.filter(({ side }) => side === 'salesforce'),
    access,
  );
  if (!inSalesforce.ok) return inSalesforce;
  const lookedUp = new Map([...inExchange, ...inSalesforce.value]);
  const linkOf = await linksByIds(run, lookedUp);
  const gone = await goneSources(run, lookedUp);
  const all = [...lookedUp].map(([row, made]) =>
    made === null ? notMade(row, linkOf) : found(run, row, made, linkOf, gone),
  );
  return success({
    entries: all.flatMap(({ entries = [] }) => entries),
    judged: all.flatMap(({ judged = [] }) => judged),
    again: all.flatMap(({ again = [] }) => again),
    changes: {
      newLinks: all.flatMap(({ newLink }) => newLink ?? []),
      changedLinks: all.flatMap(({ changedLink }) => changedLink ?? []),
      endedSent: [...lookedUp].flatMap(([{ id }, made]) => (made === null ? [] : [id])),
      spentSent: [...lookedUp].flatMap(([{ id, state }, made]) => (made === null && state === 'open' ? [id] : [])),
    },
    known: [...lookedUp.keys()],
  });
}

interface Found extends Partial<Pick<Judged, 'entries' | 'judged' | 'again'>> {
  readonly newLink?: NewContactLink;
  readonly changedLink?: ContactLink;
}

type LinkOf = (id: string) => ContactLink | undefined;

/** An edited contact whose other half was removed: its old pair is looked at once more. Any other is met anew. */
function notMade(row: SentRow, linkOf: LinkOf): Found {
  if (row.state === 'spent') return {};
  const link = linkOf(sourceOf(row));
  return link === undefined ? { again: [row] } : { entries: [lookedAtOnceMore(link, row.side)] };
}

function found(run: ReadyRun, row: SentRow, made: string, linkOf: LinkOf, gone: ReadonlySet<SentRow>): Found {
  const ids: ContactLink['ids'] = {
    salesforce: (row.side === 'salesforce' ? made : row.ids.salesforce) as SalesforceContactId,
    exchange: (row.side === 'exchange' ? made : row.ids.exchange) as ExchangeContactId,
  };
  const isFree = [ids.salesforce, ids.exchange].every((id) => (linkOf(id)?.id ?? row.linkId) === row.linkId);
  if (!isFree || !hasMemory(row.sent)) {
    // Somebody is linked to it already, or nothing was written down of it: the two are met like any others.
    const entry: Entry = {
      ...{ kind: 'found', exchangeId: ids.exchange, salesforceId: ids.salesforce },
      foundBy: row.side === 'exchange' ? 'stamp' : 'key',
    };
    return { entries: [entry] };
  }
  const old = linkOf(sourceOf(row));
  const link = linkMade(run, row, ids);
  const judged = [{ ...changedEntry(ids), ...(gone.has(row) ? { exchange: 'gone' as const } : {}) }];
  return old === undefined ? { judged, newLink: link } : { judged, changedLink: { ...link, id: old.id } };
}

/**
 * An Exchange contact that came and went between two looks is reported by nobody, and we made a record of it. It is
 * noticed here; that it is really gone is proved like any other removal.
 */
async function goneSources(run: ReadyRun, lookedUp: LookedUp): Promise<ReadonlySet<SentRow>> {
  const rows = [...lookedUp].flatMap(([row, made]) => (row.side === 'salesforce' && made !== null ? [row] : []));
  if (rows.length === 0) return new Set();
  const ids = rows.map((row) => row.ids.exchange as ExchangeContactId);
  const { contacts } = await run.services.exchange.readContacts(run.mailboxId, ids);
  return new Set(
    rows.filter((_, index) => {
      const read = contacts[index];
      return read?.ok === false && read.failure.class === 'notFound';
    }),
  );
}

/** With all that was written down of it. */
function linkMade({ services }: ReadyRun, row: SentRow, ids: ContactLink['ids']): NewContactLink {
  const link = linkFrom(row, ids);
  const isInExchange = row.side === 'exchange';
  return {
    ...link,
    settled: memoryAfterSent(contactTable, row, link.settled, 'done', 'other'),
    wasInReach: isInExchange,
    salesforceWrittenAtMs: isInExchange ? null : row.begunAtMs + services.tuning.inDoubtWaitMs,
  };
}

async function linksByIds(run: ReadyRun, lookedUp: LookedUp): Promise<LinkOf> {
  const idsOn = (side: 'salesforce' | 'exchange'): readonly string[] =>
    [...lookedUp].flatMap(([row, made]) => (row.side === side ? made : row.ids[side]) ?? []);
  const byRecord = await linksOfRecords(run, 'Contact', idsOn('salesforce') as readonly SalesforceContactId[]);
  const byItem = await linksOfItems(run, 'Contact', idsOn('exchange') as readonly ExchangeContactId[]);
  return (id) => byRecord.get(id) ?? byItem.get(id);
}

async function lookUpInExchange(run: ReadyRun, rows: readonly SentRow[]): Promise<LookedUp> {
  if (rows.length === 0) return new Map();
  const found = new Map(await findStamped(run, run.placeId, rows));
  // What lands late is looked for where we make it: nobody has had time to move it, and the other folders cost calls.
  const missing = rows.filter((row) => row.state === 'open' && found.get(row) === null);
  const others = missing.length === 0 ? success([]) : await otherFolders(run);
  if (!others.ok) {
    // Nobody knows whether it is there: then nothing is made again.
    for (const row of missing) found.delete(row);
    return found;
  }
  for (const folder of others.value) {
    const still = missing.filter((row) => found.get(row) === null);
    const there = await findStamped(run, folder, still);
    for (const row of still) {
      const id = there.get(row);
      if (id === undefined) found.delete(row);
      else found.set(row, id);
    }
  }
  return found;
}

/** A row without an answer is not in it. */
async function findStamped(run: ReadyRun, folder: FolderId, rows: readonly SentRow[]): Promise<LookedUp> {
  if (rows.length === 0) return new Map();
  const stamps = rows.map((row) => stampText(run, sourceOf(row) as SalesforceContactId, row));
  const outcomes = await run.services.exchange.findByStamp(run.mailboxId, folder, stamps);
  return new Map(
    rows.flatMap((row, index) => {
      const outcome = outcomes[index];
      return outcome?.ok === true ? [[row, outcome.value[0]?.id ?? null] as const] : [];
    }),
  );
}

/**
 * Contacts and the folders beside ours: somebody may have moved out what we made before we knew that it was made, and
 * then had it twice.
 */
async function otherFolders({ services, mailboxId, placeId }: ReadyRun): Promise<Outcome<readonly FolderId[]>> {
  const ours = await services.exchange.readFolder(mailboxId, placeId);
  if (!ours.ok) return ours;
  const beside = await services.exchange.findFolders(mailboxId, null);
  if (!beside.ok) return beside;
  const ids = [ours.value.parentFolderId, ...beside.value.map(({ id }) => id)];
  return success(ids.filter((id) => id !== placeId).slice(0, limits.otherFoldersMax));
}

async function lookUpInSalesforce(
  run: ReadyRun,
  rows: readonly SentRow[],
  access: AccessGetter<ContactAccess>,
): Promise<Outcome<LookedUp>> {
  if (rows.length === 0) return success(new Map());
  const granted = await access();
  if (!granted.ok) return granted;
  const keyFor = (row: SentRow): string => keyOf(run, sourceOf(row) as ExchangeContactId);
  const records = await granted.value.org.findByKey(rows.map(keyFor), ['CreatedDate']);
  if (!records.ok) return records;
  const withKey = (key: string) => records.value.filter((record) => record[syncKeyField] === key);
  return success(new Map(rows.map((row) => [row, madeBy(row, withKey(keyFor(row)))?.Id ?? null])));
}
