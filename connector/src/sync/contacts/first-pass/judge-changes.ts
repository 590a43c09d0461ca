// Updates and deletes whose end is not known: the written record is read, and the write is judged by what it says. Only
// the memory of the pair follows from it; what is to be done with the pair is planned as ever.
import { contactTable } from '../../../core/contact/canonical.js';
import type { ContactField } from '../../../core/contact/fields.js';
import { success, type Outcome } from '../../../core/failure.js';
import type { ContactLink, NewContactLink } from '../../../core/link.js';
import type { ExchangeContactId, SalesforceContactId } from '../../../core/model.js';
import { doubtfulFields, judgeRow, type SeenRecord } from '../../../core/sent/judge.js';
import { memoryAfterSent } from '../../../core/sent/memory.js';
import type { SentRow } from '../../../core/sent/row.js';
import type { SentVerdict } from '../../../core/sent/verdict.js';
import { together } from '../../part/commit.js';
import type { AccessGetter, Commit } from '../../part/part.js';
import { afterVerdicts } from '../../part/sent.js';
import { linksOfItems } from '../../part/walk.js';
import type { ContactAccess, ReadyRun } from '../context.js';
import { toExchangeContact } from '../second-pass/load.js';
import { readDeleted, readSalesforce } from '../second-pass/read-salesforce.js';
import { changedEntry, contactRef, lookedAtOnceMore } from './entries.js';
import { linkFrom, nothingJudged, type Judged } from './judged.js';

type Seen = SeenRecord<ContactField>;
type PairLink = NewContactLink & { readonly id?: number };

export async function judgeChanges(
  run: ReadyRun,
  access: AccessGetter<ContactAccess>,
  rows: readonly SentRow[],
  spent: readonly SentRow[],
): Promise<Outcome<Judged>> {
  if (rows.length === 0) return success(nothingJudged);
  const granted = await access();
  if (!granted.ok) return granted;
  const inSalesforce = await seeSalesforce(run, granted.value, rows);
  if (!inSalesforce.ok) return inSalesforce;
  const seen = new Map([...inSalesforce.value, ...(await seeExchange(run, granted.value, rows))]);
  const ids = rows.flatMap((row) => (row.ids.exchange as ExchangeContactId | null) ?? []);
  const stored = await linksOfItems(run, 'Contact', ids);
  const pairs = new Pairs(stored);
  const known = rows.flatMap((row) => {
    const one = seen.get(row);
    const verdict = one === undefined ? null : judge(run, row, pairs.linkOf(row), spent, one);
    if (one === undefined || verdict === null) return [];
    const item = contactRef('exchange', row.ids.exchange ?? '');
    return [{ row, verdict, item, fields: doubtfulFields(contactTable, row, one.values) }];
  });
  // What a write to Salesforce found changed there may have been carried over by one to Exchange: that one has the last
  // word.
  const inOrder = known.toSorted((a, b) => Number(a.row.side === 'exchange') - Number(b.row.side === 'exchange'));
  const judged = inOrder.map(({ row, verdict }) => pairs.after(run, row, verdict));
  return success({
    entries: judged.flatMap(({ entries = [] }) => entries),
    judged: judged.flatMap((next) => next.judged ?? []),
    again: [],
    changes: together([pairs.changes(), await afterVerdicts(run, known)]),
    known: known.map(({ row }) => row),
  });
}

/** Null: nothing can be read of it. */
function judge(
  run: ReadyRun,
  row: SentRow,
  link: PairLink | null,
  spent: readonly SentRow[],
  seen: Seen,
): SentVerdict | null {
  const { hasher, tuning } = run.services;
  const isOfPair = ({ ids, side }: SentRow): boolean => side === row.side && ids.exchange === row.ids.exchange;
  const judged = judgeRow(contactTable, hasher.forItem(row.memoryKey), {
    ...{ row, seen, spent: spent.filter(isOfPair), waitMs: tuning.inDoubtWaitMs },
    old: link?.memoryKey === row.memoryKey ? link.settled[row.side] : null,
    conflict: run.settings.conflict === 'Ask' ? 'Ask' : 'other',
  });
  return judged?.verdict ?? null;
}

/**
 * The pairs of the rows, with the memory that the verdicts leave. Two rows of one pair are judged by what was known
 * before either of them; what they leave behind is added up.
 */
class Pairs {
  readonly #links: Map<string, PairLink>;
  readonly #changed = new Set<string>();
  readonly #removed: number[] = [];

  constructor(stored: ReadonlyMap<string, ContactLink>) {
    this.#links = new Map(stored);
  }

  linkOf({ ids }: SentRow): PairLink | null {
    return this.#links.get(ids.exchange ?? '') ?? null;
  }

  after(run: ReadyRun, row: SentRow, verdict: SentVerdict): Partial<Judged> {
    const link = this.linkOf(row);
    if (row.kind === 'delete') return this.#afterDelete(row, verdict, link);
    const ids = idsOf(row);
    if (verdict !== 'notDone') this.#remember(run, row, verdict, link ?? linkFrom(row, ids));
    return { judged: [changedEntry(ids)] };
  }

  changes(): Pick<Commit, 'newLinks' | 'changedLinks' | 'removedLinks'> {
    const changed = [...this.#changed].flatMap((id) => this.#links.get(id) ?? []);
    return {
      newLinks: changed.filter(({ id }) => id === undefined),
      changedLinks: changed.filter((link): link is ContactLink => link.id !== undefined),
      removedLinks: this.#removed,
    };
  }

  /** Our own delete is nobody's wish: where the source is there again, it is met like a new item. */
  #afterDelete(row: SentRow, verdict: SentVerdict, link: PairLink | null): Partial<Judged> {
    if (link?.id === undefined) return {};
    if (verdict === 'done') {
      this.#links.delete(link.ids.exchange);
      this.#removed.push(link.id);
      const { salesforce: salesforceId, exchange: exchangeId } = link.ids;
      return {
        entries: [
          row.side === 'salesforce' ? { kind: 'onlyExchange', exchangeId } : { kind: 'onlySalesforce', salesforceId },
        ],
      };
    }
    if (verdict === 'kept') this.#set(link, memoryAfterSent(contactTable, row, link.settled, verdict, 'other'));
    return {
      entries: [lookedAtOnceMore({ ...link, id: link.id }, row.side === 'exchange' ? 'salesforce' : 'exchange')],
    };
  }

  #remember({ services, settings }: ReadyRun, row: SentRow, verdict: SentVerdict, link: PairLink): void {
    const conflict = settings.conflict === 'Ask' ? 'Ask' : 'other';
    const isEcho = row.side === 'salesforce' && verdict !== 'unknown';
    const salesforceWrittenAtMs = isEcho
      ? row.begunAtMs + services.tuning.inDoubtWaitMs
      : (link.salesforceWrittenAtMs ?? null);
    this.#set(
      { ...link, formVersion: row.formVersion, salesforceWrittenAtMs },
      memoryAfterSent(
        contactTable,
        row,
        link.formVersion === row.formVersion ? link.settled : noMemory,
        verdict,
        conflict,
      ),
    );
  }

  #set(link: PairLink, settled: PairLink['settled']): void {
    this.#links.set(link.ids.exchange, { ...link, settled });
    this.#changed.add(link.ids.exchange);
  }
}

/** Hashes of another form say nothing beside those of a row. */
const noMemory = { salesforce: new Uint8Array(), exchange: new Uint8Array() };

function idsOf({ ids }: SentRow): ContactLink['ids'] {
  return { salesforce: ids.salesforce as SalesforceContactId, exchange: ids.exchange as ExchangeContactId };
}

type SeenRows = ReadonlyMap<SentRow, Seen>;

async function seeExchange(run: ReadyRun, access: ContactAccess, rows: readonly SentRow[]): Promise<SeenRows> {
  const mine = rows.filter(({ side }) => side === 'exchange');
  const ids = mine.map((row) => idsOf(row).exchange);
  if (ids.length === 0) return new Map();
  const { contacts } = await run.services.exchange.readContacts(run.mailboxId, ids);
  return new Map(
    mine.flatMap((row, index) => {
      const read = contacts[index];
      if (read?.ok !== true) return read?.failure.class === 'notFound' ? [[row, goneRecord] as const] : [];
      const { values, version, stamp, folderId } = toExchangeContact(run, access, read.value);
      // Where it can still be read, a deleted item lies in another folder.
      const record = row.kind === 'delete' && folderId !== run.placeId ? 'gone' : 'there';
      return [[row, { record, version, values, write: stamp?.write ?? null, modifiedAtMs: null }] as const];
    }),
  );
}

async function seeSalesforce(
  run: ReadyRun,
  access: ContactAccess,
  rows: readonly SentRow[],
): Promise<Outcome<SeenRows>> {
  const mine = rows.filter(({ side }) => side === 'salesforce');
  const ids = mine.map((row) => idsOf(row).salesforce);
  const read = await readSalesforce(run, access, ids);
  if (!read.ok) return read;
  const hidden = ids.filter((id) => !read.value.has(id));
  // What somebody deleted since tells by its last values whether our update had arrived.
  const updated = new Set(mine.filter(({ kind }) => kind === 'update').map((row) => idsOf(row).salesforce));
  const deleted = await readDeleted(
    run,
    access,
    hidden.filter((id) => updated.has(id)),
  );
  if (!deleted.ok) return deleted;
  const fates = await run.services.org.lookUpContacts(hidden);
  if (!fates.ok) return fates;
  return success(
    new Map(
      mine.flatMap((row) => {
        const { salesforce: id } = idsOf(row);
        const contact = read.value.get(id) ?? (row.kind === 'update' ? deleted.value.get(id) : undefined);
        // It is there, and this person cannot see it: nothing follows.
        if (contact === undefined) return fates.value.get(id)?.kind === 'exists' ? [] : [[row, goneRecord] as const];
        const { version, values, modifiedAt } = contact;
        const modifiedAtMs = Date.parse(modifiedAt);
        return [[row, { record: 'there', version, values, write: null, modifiedAtMs }] as const];
      }),
    ),
  );
}

const goneRecord: Seen = { record: 'gone', version: '', values: {}, write: null, modifiedAtMs: null };
