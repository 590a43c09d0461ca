// The frame of a part, the same for every object: may it run, where is it, READ (first pass) → brakes → then a chunk at
// a time LOAD → PLAN → PREPARE → OPEN → SEND → SETTLE, the cursor last, and what the status says of it. Links are
// committed chunk by chunk, so a run that is cut off at any point goes on where it was. What goes wrong here stops this
// person's part and nothing else, unless the cause is the whole system's. What differs from object to object: part.ts.
import { failed, success, type Failure, type Outcome } from '../../core/failure.js';
import { sha256Hex } from '../../core/hash.js';
import { limits } from '../../core/limits.js';
import type { Scope } from '../../ports/scope.js';
import type { Lease } from '../../ports/lease.js';
import { accessOnce, gainsAccess, isTimeToAsk, type AccessOnce } from './access-once.js';
import { heldBy } from './brakes.js';
import { commit, openChunk, together } from './commit.js';
import type { RunEnd, RunOrder } from './order.js';
import type { Part, PartEnd, PartRun, PartTypes } from './part.js';
import { savePart } from './save.js';
import type { Services, SyncPerson } from './services.js';
import { isSliceOver } from './slice.js';
import { folderStateOf, stopFor, whyNot, type Stop } from './stops.js';
import { portions } from './walk.js';

export interface PartOrder {
  readonly scope: Scope;
  readonly lease: Lease;
  readonly order: RunOrder;
  readonly startedAtMs: number;
  /** No other object of this person syncs. */
  readonly isAlone: boolean;
}

export async function runPart<Entry, T extends PartTypes<Entry>>(
  part: Part<Entry, T>,
  services: Services,
  person: SyncPerson,
  { scope, lease, order, startedAtMs, isAlone }: PartOrder,
): Promise<RunEnd> {
  const before = scope.parts[part.object];
  const settingsHash = sha256Hex(JSON.stringify(part.decidedBy(person)));
  const isOther = before.settingsHash !== settingsHash;
  const isOld = before.listedAtMs === null || startedAtMs - before.listedAtMs > limits.fullListingEveryMs;
  const reset = order.resets[part.object];
  const run: PartRun = {
    services,
    object: part.object,
    person: scope.person,
    user: person.user,
    ...{ scope, lease },
    part: {
      ...before,
      cursor: isOther || isOld || reset !== undefined ? null : before.cursor,
      settingsHash,
      isRecheck: before.isRecheck || (isOther && before.settingsHash !== null),
    },
    startedAtMs,
    askedBy: order.requestIds[0] ?? null,
    bringsBackRemoved: reset?.bringBackRemoved === true,
  };
  const stop = whyNot(services, person, part.isOff(person.configuration), isAlone);
  if (stop !== null) return endStopped(run, stop);
  const opened = await part.open(run, person);
  const located = await part.locate(opened, run.part.cursor === null || isPlaceOld(run));
  if (!located.ok) return endFailed(run, located.failure, true);
  const ready = located.value;
  if (run.part.isRecheck && !before.isRecheck) await part.beginRecheck(opened);
  if (ready.placeWasChecked) await saveLocated(part, ready);
  const access = accessOnce((refresh) => part.access(ready, refresh));
  const end = await cycle(part, ready, access);
  return end.ok ? endWell(part, ready, access, end.value) : endFailed(run, end.failure, false);
}

function isPlaceOld({ part: { placeCheckedAtMs }, startedAtMs }: PartRun): boolean {
  return placeCheckedAtMs === null || startedAtMs - placeCheckedAtMs > limits.folderCheckMs;
}

interface WorkDone {
  readonly isWhole: boolean;
  readonly progress: number;
  readonly looksAgainSoon: boolean;
}

/** What the cycle comes to; with `reading` everything before the cursor is settled, and it may move. */
type CycleEnd<Reading> =
  | { readonly kind: 'whole'; readonly reading: Reading; readonly looksAgainSoon: boolean }
  | Exclude<PartEnd, { kind: 'done' }>;

async function cycle<Entry, T extends PartTypes<Entry>>(
  part: Part<Entry, T>,
  run: T['Ready'],
  access: AccessOnce<T['Access']>,
): Promise<Outcome<CycleEnd<T['Reading']>>> {
  if (await isTimeToAsk(run)) await access.get();
  const reading = await access.retrying(() => part.read(run, access.get));
  if (!reading.ok) return reading;
  const { entries } = reading.value;
  const held = entries.length === 0 ? success(null) : await heldBy(part, run, reading.value, access);
  if (!held.ok) return held;
  if (held.value !== null) {
    const urgent = entries.filter((entry) => part.isUrgent(entry));
    const done = await work(part, run, access, reading.value, urgent, true);
    return done.ok ? success({ kind: 'held', reason: held.value }) : done;
  }
  for await (const changes of part.quiet(run, reading.value)) await commit(run, changes);
  const done = await work(part, run, access, reading.value, entries, false);
  if (!done.ok) return done;
  if (!done.value.isWhole) return success({ kind: 'sliceOver', progress: done.value.progress });
  if (!(await part.finish(run, access.get, reading.value))) return success({ kind: 'sliceOver', progress: 99 });
  return success({ kind: 'whole', reading: reading.value, looksAgainSoon: done.value.looksAgainSoon });
}

async function work<Entry, T extends PartTypes<Entry>>(
  part: Part<Entry, T>,
  run: T['Ready'],
  access: AccessOnce<T['Access']>,
  reading: T['Reading'],
  entries: readonly Entry[],
  isHeld: boolean,
): Promise<Outcome<WorkDone>> {
  let looksAgainSoon = false;
  let done = 0;
  let { openSent } = reading;
  for (const group of portions(entries, part.groupSize)) {
    const progress = percent(done, entries.length);
    // A run gets something done, however long its first pass took: else the next one would come no further.
    const isOver = done === 0 ? run.services.writes.whyNot() !== null : isSliceOver(run);
    if (isOver) return success({ isWhole: false, progress, looksAgainSoon });
    if (part.groupSize > limits.chunkSize) await openChunk(run, []);
    const loaded = await access.retrying(async () => {
      const granted = await access.get();
      return granted.ok ? part.load(run, granted.value, reading, group, done === 0) : granted;
    });
    if (!loaded.ok) return loaded;
    let unchanged = loaded.value.unchanged;
    for (const chunk of chunksOf(loaded.value.items)) {
      const sent = await workChunk(part, run, access, chunk, isHeld, unchanged);
      if (!sent.ok) return sent;
      looksAgainSoon ||= sent.value.looksAgainSoon;
      openSent += sent.value.leftOpen;
      if (openSent >= limits.openSentMax) return failed({ class: 'transient', code: 'TOO_MANY_IN_DOUBT' });
      unchanged = {};
      // What was read is read again by the next run: only what an admin stops is laid down in the middle.
      const isLast = chunk.at(-1) === loaded.value.items.at(-1);
      if (!isLast && run.services.writes.whyNot() !== null) {
        return success({ isWhole: false, progress, looksAgainSoon });
      }
    }
    done += group.length;
    if (!isHeld) await saveProgress(run, percent(done, entries.length));
  }
  return success({ isWhole: true, progress: 100, looksAgainSoon });
}

interface ChunkDone {
  readonly looksAgainSoon: boolean;
  /** Writes that were sent and got no answer. */
  readonly leftOpen: number;
}

/** At least one, so that what is merely unchanged is committed too. */
function chunksOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return items.length === 0 ? [[]] : [...portions(items, limits.chunkSize)];
}

/**
 * PLAN → PREPARE (nothing is sent) → OPEN (lease and what will be sent, one statement) → SEND → SETTLE (one commit).
 */
async function workChunk<Entry, T extends PartTypes<Entry>>(
  part: Part<Entry, T>,
  run: T['Ready'],
  access: AccessOnce<T['Access']>,
  loaded: readonly T['Loaded'][],
  isHeld: boolean,
  unchanged: Parameters<typeof commit>[1],
): Promise<Outcome<ChunkDone>> {
  const granted = await access.get();
  if (!granted.ok) return granted;
  const plan = part.plan(run, granted.value, loaded, isHeld);
  const prepared = await part.prepare(run, granted.value, plan);
  if (!prepared.ok) return prepared;
  await openChunk(run, prepared.value.rows);
  const sent = await part.send(run, granted.value, prepared.value, isHeld);
  const settled = await part.settle(run, granted.value, loaded, sent, isHeld);
  await commit(run, together([unchanged, settled]));
  // The refused items wait with a due time; knowing the person's fields, the next try leaves those out.
  if (sent.hitsFieldAccess) await access.refresh();
  const { rows } = prepared.value;
  return success({ looksAgainSoon: sent.looksAgainSoon, leftOpen: rows.length - (settled.endedSent ?? []).length });
}

function percent(done: number, all: number): number {
  return all === 0 ? 100 : Math.min(100, Math.round((done / all) * 100));
}

/** From here on the settings are those of this run, and what was looked at once more stays looked at. */
async function saveLocated<Entry, T extends PartTypes<Entry>>(part: Part<Entry, T>, run: T['Ready']): Promise<void> {
  const { cursor, settingsHash, isRecheck, lastSuccessMs } = run.part;
  await savePart(run, {
    mailboxId: run.mailboxId,
    evidence: { mailbox: 'FOUND', ...part.placeFound },
    part: {
      ...{ cursor, settingsHash, isRecheck, placeId: run.placeId, placeCheckedAtMs: run.startedAtMs },
      state: lastSuccessMs === null ? 'RUNNING' : 'DONE',
    },
  });
}

async function saveProgress(run: PartRun, progress: number): Promise<void> {
  if (run.part.lastSuccessMs !== null) return;
  await commit(run, { scope: { parts: { [run.object]: { state: 'RUNNING', progress } } } });
}

async function endWell<Entry, T extends PartTypes<Entry>>(
  part: Part<Entry, T>,
  run: T['Ready'],
  access: AccessOnce<T['Access']>,
  end: CycleEnd<T['Reading']>,
): Promise<RunEnd> {
  switch (end.kind) {
    case 'sliceOver':
      await saveProgress(run, end.progress);
      return { kind: 'goesOn' };
    case 'held':
      await savePart(run, { part: { state: 'HELD' }, causes: [{ reason: end.reason }] });
      return { kind: 'held' };
    case 'whole': {
      const seesMore = gainsAccess(run.part.accessMask, access.known());
      if (seesMore) await part.beginRecheck(run);
      await endDone(part, run, access, end.reading, seesMore);
      return { kind: 'done', looksAgainSoon: end.looksAgainSoon || seesMore };
    }
  }
}

/** Everything before the cursor is settled, parked or left out: now it may move. */
async function endDone<Entry, T extends PartTypes<Entry>>(
  part: Part<Entry, T>,
  run: T['Ready'],
  access: AccessOnce<T['Access']>,
  reading: T['Reading'],
  seesMore: boolean,
): Promise<void> {
  const known = access.known();
  const { cursor, changeSeq, wasFullListing } = reading;
  await savePart(
    run,
    {
      evidence: { mailbox: 'FOUND', person: 'OK', ...part.placeFound },
      noAccessTo: known?.noAccessTo ?? null,
      part: {
        // Who may see or write more than before is looked at as after a change of settings.
        cursor: seesMore ? null : cursor,
        isRecheck: seesMore,
        ...(changeSeq === undefined ? {} : { changeSeq }),
        ...(wasFullListing ? { listedAtMs: run.startedAtMs } : {}),
        lastSuccessMs: run.services.clock.nowMs(),
        accessMask: known?.mask ?? run.part.accessMask,
        ...{ state: 'DONE', progress: 100, missingPermissions: [] },
      },
    },
    await part.ended(run, reading),
  );
}

async function endFailed(run: PartRun, failure: Failure, isLocating: boolean): Promise<RunEnd> {
  if (failure.isSystemWide === true) return { kind: 'systemFailure', failure };
  const stop = stopFor(failure, isLocating);
  if (stop !== null) return endStopped(run, stop);
  // The place behind the cursor is gone: look where it went, at once.
  const isPlaceGone = failure.class === 'notFound' || folderStateOf(failure) !== null;
  await savePart(run, { part: { state: 'FAILED', ...(isPlaceGone ? { placeCheckedAtMs: null, cursor: null } : {}) } });
  return { kind: 'failed', failure };
}

async function endStopped(run: PartRun, stop: Stop): Promise<RunEnd> {
  const { state, reason, evidence = {}, fields = [], missingPermissions } = stop;
  await savePart(run, {
    evidence,
    part: { state, placeCheckedAtMs: null, ...(missingPermissions === undefined ? {} : { missingPermissions }) },
    causes: reason === null ? [] : [{ reason, fields }],
  });
  return { kind: state === 'PAUSED' ? 'paused' : 'stopped' };
}
