// The whole cycle for one person's contacts, on one page: READ (pass 1) → GUARD → then chunk by chunk READ (pass 2) →
// PLAN → APPLY → COMMIT, the cursor last. Links are committed chunk by chunk, so a run that is cut off at any point
// goes on where it was.
import type { ContactField } from '../../core/contact/fields.js';
import type { PlanContext } from '../../core/contact/plan.js';
import { BrokenAssumption, failed, success, type Failure, type Outcome } from '../../core/failure.js';
import { guardPlan } from '../../core/guard.js';
import { limits } from '../../core/limits.js';
import type { ContactAction, GraphContact, Link } from '../../core/model.js';
import type { ReasonCode } from '../../core/reasons.js';
import type { ItemRef, NewLink, RunCommit, ScopeChange } from '../../ports/store.js';
import { checkAccess, gainsAccess, refuseWhenMissing } from './access.js';
import { apply } from './second-pass/apply.js';
import { remember, type Remembered } from './second-pass/remember.js';
import type { ContactAccess, ReadyRun } from '../part/services.js';
import { exchangeIdOf, salesforceIdOf, withoutRepeats, type Entry, type Reading } from './first-pass/entries.js';
import { earlierFindings, findingsFor, type EarlierFindings } from '../part/findings.js';
import { loadChunk, type LoadedChunk } from './second-pass/load.js';
import { keysToKeep, type UnlinkedKeys } from './first-pass/match-keys.js';
import { planEntry } from './second-pass/plan.js';
import { readAll } from './first-pass/everything.js';
import { readChanges } from './first-pass/changes.js';
import { forgetVersions, readFingerprint, writeFingerprint } from '../part/recheck.js';
import { countReallyChanged, shapeOf } from './shape.js';
import { writeStamps } from './second-pass/stamps.js';
import { isSliceOver } from '../part/slice.js';

export type ContactsRunEnd =
  /**
   * Everything that could be done is done. `looksAgainSoon`: the delta has not shown our new items yet, and one that is
   * deleted before it does is never reported as removed; or the person may see more than before. `hiddenFields`: null
   * when nobody asked in this run.
   */
  | {
      readonly kind: 'done';
      readonly looksAgainSoon: boolean;
      readonly hiddenFields: readonly ContactField[] | null;
    }
  /** The time slice is over; the next one goes on. `progress` 0..100 */
  | { readonly kind: 'sliceOver'; readonly progress: number }
  | { readonly kind: 'held'; readonly reason: ReasonCode };

type Work = Exclude<Entry, { kind: 'left' }>;

export async function runContacts(
  run: ReadyRun,
  onProgress: (percent: number) => Promise<void>,
): Promise<Outcome<ContactsRunEnd>> {
  const access = accessOnce(run);
  if (await isTimeToAskAccess(run)) await access.get();
  const reading = await readWithFreshAccess(run, access);
  if (!reading.ok) return reading;
  const entries = withoutRepeats(reading.value.entries);
  if (entries.length > 0) {
    const held = await guard(run, access, entries);
    if (!held.ok) return held;
    if (held.value !== null) return success({ kind: 'held', reason: held.value });
  }
  await commitLeft(run, entries);
  const work = entries.filter((entry): entry is Work => entry.kind !== 'left');
  let madeInExchange = false;
  for (let from = 0; from < work.length; from += limits.chunkSize) {
    if (isSliceOver(run)) return success({ kind: 'sliceOver', progress: percent(from, work.length) });
    const checkFolder = from === 0 && !run.folderWasChecked;
    const chunk = await processChunk(run, access, work.slice(from, from + limits.chunkSize), checkFolder);
    if (!chunk.ok) return chunk;
    madeInExchange ||= chunk.value.madeInExchange;
    await onProgress(percent(from + limits.chunkSize, work.length));
  }
  if (!(await writeStamps(run))) return success({ kind: 'sliceOver', progress: 99 });
  const known = access.known();
  const before = readFingerprint(run.scope.settingsFingerprint);
  const seesMore = known !== null && before.access !== null && gainsAccess(before.access, known.mask);
  if (seesMore) await forgetVersions(run);
  await commitEnd(run, reading.value, {
    settingsFingerprint: writeFingerprint({ ...before, access: known?.mask ?? before.access }),
    ...(seesMore ? { contactCursor: null } : {}),
  });
  const hiddenFields = known?.hiddenFields ?? null;
  return success({ kind: 'done', looksAgainSoon: madeInExchange || seesMore, hiddenFields });
}

/** Fields that were hidden from the person may have been given back, and no time stamp tells of it. */
async function isTimeToAskAccess(run: ReadyRun): Promise<boolean> {
  const mine = await run.services.store.findingsOf(run.person, [
    { object: 'Contact', side: 'salesforce', itemId: run.person },
  ]);
  const hidden = mine.find(({ reason }) => reason === 'NO_FIELD_ACCESS');
  return hidden !== undefined && run.startedAtMs - hidden.lastAtMs >= limits.describeCacheMs;
}

/** What the person may do is kept for an hour: when a field went meanwhile, it is asked for anew, once. */
async function readWithFreshAccess(run: ReadyRun, access: AccessOnce): Promise<Outcome<Reading>> {
  const reading = await read(run, access.get);
  if (reading.ok || reading.failure.code !== 'INVALID_FIELD') return reading;
  const again = await access.refresh();
  return again.ok ? read(run, access.get) : again;
}

/** A delta when there is a cursor that still works, else everything. */
async function read(run: ReadyRun, access: () => Promise<Outcome<ContactAccess>>): Promise<Outcome<Reading>> {
  const { contactCursor } = run.scope;
  if (contactCursor === null) return readAll(run, access);
  const changes = await readChanges(run, contactCursor, access);
  if (changes.ok || changes.failure.class !== 'needsResync') return changes;
  run.services.log.info('FULL_LISTING', { person: run.person, object: 'Contact', code: changes.failure.code });
  return readAll(run, access);
}

async function guard(
  run: ReadyRun,
  access: AccessOnce,
  entries: readonly Entry[],
): Promise<Outcome<ReasonCode | null>> {
  const { store, clock } = run.services;
  const sinceMs = clock.nowMs() - limits.brakes.windowMs;
  const links = await store.countLinks(run.person);
  const shape = await shapeOf(run, entries, links.linked ?? 0, access.get);
  if (!shape.ok) return shape;
  const recent = {
    deletesInSalesforce: await store.countTrail(run.person, 'Contact', 'salesforce', 'delete', sinceMs),
    deletesInExchange: await store.countTrail(run.person, 'Contact', 'exchange', 'delete', sinceMs),
  };
  const verdict = guardPlan(shape.value, recent);
  if (verdict.kind === 'go') return success(null);
  if (verdict.reason !== 'BRAKE_CHANGES') return success(verdict.reason);
  // New time stamps are no changes yet: our own writes and the org's background work move them too. So the contents
  // are compared first.
  const granted = await access.get();
  if (!granted.ok) return granted;
  const changedLinks = await countReallyChanged(run, granted.value, entries);
  if (!changedLinks.ok) return changedLinks;
  const second = guardPlan({ ...shape.value, changedLinks: changedLinks.value }, recent);
  return success(second.kind === 'held' ? second.reason : null);
}

interface ChunkEnd {
  readonly madeInExchange: boolean;
}

async function processChunk(
  run: ReadyRun,
  access: AccessOnce,
  entries: readonly Work[],
  checkFolder: boolean,
): Promise<Outcome<ChunkEnd>> {
  const done = await tryChunk(run, access, entries, checkFolder);
  if (done.ok || done.failure.class !== 'permission') return done;
  // A field that was readable a moment ago is not any more: look again at what the person may do, and read what is
  // left.
  const again = await access.refresh();
  return again.ok ? tryChunk(run, access, entries, checkFolder) : again;
}

async function tryChunk(
  run: ReadyRun,
  access: AccessOnce,
  entries: readonly Work[],
  checkFolder: boolean,
): Promise<Outcome<ChunkEnd>> {
  const granted = await access.get();
  if (!granted.ok) return granted;
  const loaded = await loadChunk(run, granted.value, entries, checkFolder);
  if (!loaded.ok) return loaded;
  const context: PlanContext = {
    settings: run.settings,
    hasher: run.services.hasher,
    writableInSalesforce: granted.value.writable,
  };
  const actions = loaded.value.items
    .map((item) => planEntry(item, context, run.bringsBackRemoved))
    .filter((action): action is ContactAction => action !== null);
  if (
    !(await run.services.store.extendLease(
      run.person,
      run.scope.runNo,
      run.services.clock.nowMs() + run.services.tuning.leaseMs,
    ))
  ) {
    throw new BrokenAssumption('RUN_WAS_TAKEN_OVER');
  }
  const applied = await apply(run, granted.value, actions);
  if (!applied.ok) return applied;
  const earlier = await earlierFindings(run, itemsOf(entries));
  const keys = keysOf(run, loaded.value);
  const remembered = applied.value.map((one) => remember(run, granted.value, earlier, keys, one));
  await commitChunk(run, remembered, loaded.value);
  const hidden = applied.value.find(({ salesforce }) => salesforce?.ok === false && isFieldAccess(salesforce.failure));
  // The refused items are waiting with a due time; with fresh knowledge of the person's fields the next try leaves
  // those out.
  if (hidden !== undefined) await access.refresh();
  return success({
    madeInExchange: applied.value.some(
      ({ action, exchange }) => action.kind === 'createInExchange' && exchange?.ok === true,
    ),
  });
}

/** Version and match keys of the items of this chunk that were read. */
function keysOf(run: ReadyRun, { items }: LoadedChunk): (exchangeId: string) => UnlinkedKeys | null {
  const raws = new Map<string, GraphContact>(
    items.flatMap(({ exchange }) =>
      exchange?.kind === 'present' ? [[exchange.contact.id, exchange.contact.raw] as const] : [],
    ),
  );
  return (exchangeId) => {
    const raw = raws.get(exchangeId);
    return raw === undefined ? null : keysToKeep(raw, run.services.hasher);
  };
}

function isFieldAccess(failure: Failure): boolean {
  return failure.code === 'INVALID_FIELD_FOR_INSERT_UPDATE' || failure.code === 'INVALID_FIELD';
}

async function commitChunk(
  run: ReadyRun,
  remembered: readonly Remembered[],
  { unchanged, items }: LoadedChunk,
): Promise<void> {
  const ended = items.flatMap((item) => endedSource(item) ?? []);
  const sources = new Set([
    ...ended.map(({ itemId }) => itemId),
    ...remembered.flatMap(({ doneSource, newLink, changedLink }) => [
      doneSource,
      newLink?.salesforceId,
      newLink?.exchangeId,
      changedLink?.exchangeId,
    ]),
  ]);
  const open = await run.services.store.openIntents(run.person);
  const newLinks = remembered.flatMap(({ newLink }) => newLink ?? []);
  const replaced = await replacedBy(run, newLinks);
  await commit(run, {
    newLinks,
    changedLinks: [...unchanged, ...remembered.flatMap(({ changedLink }) => changedLink ?? [])],
    removedLinks: [...replaced.map(({ id }) => id), ...remembered.flatMap(({ removedLink }) => removedLink ?? [])],
    doneIntents: open.filter((intent) => sources.has(intent.sourceId)).map((intent) => intent.id),
    findings: [
      ...ended.map((item) => ({ ...item, found: [] })),
      ...replaced.flatMap(voidFindings),
      ...remembered.flatMap(({ findings }) => findings),
    ],
    trail: remembered.flatMap(({ trail }) => trail),
  });
}

/** There is nothing any more that could be made from this item: removed, or out of scope. A begun create ends here. */
function endedSource({ entry, link, salesforce, exchange }: LoadedChunk['items'][number]): ItemRef | null {
  if (link !== null) return null;
  if (entry.kind === 'onlySalesforce') {
    if (salesforce === null || salesforce.kind === 'unknown') return null;
    const isStillWanted = salesforce.kind === 'present' && salesforce.contact.isInScope;
    return isStillWanted ? null : { object: 'Contact', side: 'salesforce', itemId: entry.salesforceId };
  }
  const isGone = exchange?.kind === 'deleted' || exchange?.kind === 'movedOut';
  const isAlone = entry.kind === 'onlyExchange' || entry.kind === 'found';
  return isAlone && isGone ? { object: 'Contact', side: 'exchange', itemId: entry.exchangeId } : null;
}

/**
 * A new pair takes the place of what its halves had before: somebody removed a contact and made it again, put a copy in
 * the place of the original, or moved another contact of the same person into the folder.
 */
async function replacedBy(run: ReadyRun, newLinks: readonly NewLink[]): Promise<readonly Link[]> {
  if (newLinks.length === 0) return [];
  const { store } = run.services;
  const links = [
    ...(await store.linksBySalesforceIds(
      run.person,
      newLinks.map(({ salesforceId }) => salesforceId),
    )),
    ...(await store.linksByExchangeIds(
      run.person,
      newLinks.map(({ exchangeId }) => exchangeId),
    )),
  ];
  return [...new Map(links.map((link) => [link.id, link])).values()];
}

function voidFindings({ exchangeId, salesforceId }: Link): NonNullable<RunCommit['findings']> {
  return [
    { object: 'Contact', side: 'exchange', itemId: exchangeId, found: [] },
    { object: 'Contact', side: 'salesforce', itemId: salesforceId, found: [] },
  ];
}

/** Items that the first pass could settle by itself: left out or held, with their match keys for later. */
async function commitLeft(run: ReadyRun, entries: readonly Entry[]): Promise<void> {
  const left = entries.filter((entry): entry is Extract<Entry, { kind: 'left' }> => entry.kind === 'left');
  for (let from = 0; from < left.length; from += limits.chunkSize) {
    const chunk = left.slice(from, from + limits.chunkSize);
    const earlier: EarlierFindings = await earlierFindings(run, chunk.map(contactRef));
    const ids = new Set(chunk.map(({ itemId }) => itemId));
    const open = await run.services.store.openIntents(run.person);
    const findings = chunk.map((entry) => {
      const { reason, version, matchKeys } = entry;
      return findingsFor(run, earlier, contactRef(entry), [{ reason, version, matchKeys }]);
    });
    await commit(run, { findings, doneIntents: open.filter(({ sourceId }) => ids.has(sourceId)).map(({ id }) => id) });
  }
}

/** Everything before the cursor is settled, parked or out of scope: now it may move. */
async function commitEnd(run: ReadyRun, reading: Reading, scope: ScopeChange): Promise<void> {
  const nowMs = run.services.clock.nowMs();
  await commit(run, {
    doneIntents: reading.intentsToDrop,
    findings: reading.vanished.map((item) => ({ ...item, found: [] })),
    scope: {
      contactCursor: reading.cursor,
      changeSeq: reading.changeSeq,
      lastSuccessMs: nowMs,
      ...(reading.wasFullListing ? { lastFullListingMs: nowMs } : {}),
      ...scope,
    },
  });
}

async function commit(run: ReadyRun, part: Omit<RunCommit, 'person' | 'runNo'>): Promise<void> {
  const isMine = await run.services.store.commitRun({ person: run.person, runNo: run.scope.runNo, ...part });
  if (!isMine) throw new BrokenAssumption('RUN_WAS_TAKEN_OVER');
}

interface AccessOnce {
  readonly get: () => Promise<Outcome<ContactAccess>>;
  readonly refresh: () => Promise<Outcome<ContactAccess>>;
  /** null when nobody asked, or was refused. */
  readonly known: () => ContactAccess | null;
}

/** Asked for when it is first needed, once a run: a quiet run makes no Salesforce call at all. */
function accessOnce(run: ReadyRun): AccessOnce {
  let known: Outcome<ContactAccess> | null = null;
  const ask = async (refresh: boolean): Promise<Outcome<ContactAccess>> => {
    const check = await checkAccess(run, refresh);
    known = check.ok ? refuseWhenMissing(check.value) : failed(check.failure);
    return known;
  };
  return {
    get: async () => known ?? ask(false),
    refresh: async () => ask(true),
    known: () => (known?.ok === true ? known.value : null),
  };
}

function contactRef({ side, itemId }: Pick<ItemRef, 'side' | 'itemId'>): ItemRef {
  return { object: 'Contact', side, itemId };
}

function itemsOf(entries: readonly Work[]): readonly ItemRef[] {
  return entries.flatMap((entry) => {
    const exchangeId = exchangeIdOf(entry);
    const salesforceId = salesforceIdOf(entry);
    return [
      ...(exchangeId === null ? [] : [contactRef({ side: 'exchange', itemId: exchangeId })]),
      ...(salesforceId === null ? [] : [contactRef({ side: 'salesforce', itemId: salesforceId })]),
    ];
  });
}

function percent(done: number, all: number): number {
  return all === 0 ? 100 : Math.min(100, Math.round((done / all) * 100));
}
