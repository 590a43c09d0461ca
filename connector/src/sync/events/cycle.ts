// The whole cycle for one person's calendar, on one page: READ (pass 1) → GUARD → then some hundred at a time READ
// (pass 2) → PLAN → APPLY → COMMIT, the cursor last. Links are committed chunk by chunk, so a run that is cut off at
// any point goes on where it was.
import { planFound, planLinked, planNew, type EventAction, type EventPlanContext } from '../../core/event/plan.js';
import { BrokenAssumption, success, type Outcome } from '../../core/failure.js';
import { guardPlan } from '../../core/guard.js';
import { limits } from '../../core/limits.js';
import type { ReasonCode } from '../../core/reasons.js';
import type { RunCommit, ScopeChange } from '../../ports/store.js';
import { earlierFindings, findingsFor } from '../part/findings.js';
import { eventAccessOnce, type EventAccessOnce } from './access.js';
import { applyEvents, type PlannedEvent } from './second-pass/apply.js';
import { eventRef, rememberEvent, type RememberedEvent } from './second-pass/remember.js';
import { valueContextOf, type EventAccess, type ReadyEventRun } from './context.js';
import { loadEvents, type LoadedEvent } from './second-pass/load.js';
import { PeopleLookUp } from './second-pass/people.js';
import { readEvents } from './first-pass/changes.js';
import type { EventEntry, EventReading } from './first-pass/entries.js';
import { windowAskedAt } from './first-pass/window.js';
import { isSliceOver } from '../part/slice.js';

export type EventsRunEnd =
  /** `access` null when nobody asked in this run. */
  | { readonly kind: 'done'; readonly access: EventAccess | null }
  /** The time slice is over; the next one goes on. `progress` 0..100 */
  | { readonly kind: 'sliceOver'; readonly progress: number }
  | { readonly kind: 'held'; readonly reason: ReasonCode };

export async function runEvents(
  run: ReadyEventRun,
  onProgress: (percent: number) => Promise<void>,
): Promise<Outcome<EventsRunEnd>> {
  const access = eventAccessOnce(run);
  const reading = await readEvents(run, access.get);
  if (!reading.ok) return reading;
  const { entries, kept } = reading.value;
  const people = new PeopleLookUp();
  const held = await guard(run, reading.value);
  if (held !== null) {
    const emptied = await process(run, access, people, entries.filter(mustHide), reading.value, false);
    return emptied.ok ? success({ kind: 'held', reason: held }) : emptied;
  }
  await commitQuiet(run, reading.value);
  for (let from = 0; from < entries.length; from += limits.eventsKeptMax) {
    const sliceOver: EventsRunEnd = { kind: 'sliceOver', progress: percent(from, entries.length) };
    if (isSliceOver(run)) return success(sliceOver);
    const some = entries.slice(from, from + limits.eventsKeptMax);
    const done = await process(run, access, people, some, { kept }, true);
    if (!done.ok) return done;
    if (!done.value.isWhole) return success(sliceOver);
    await onProgress(percent(from + some.length, entries.length));
  }
  await commitEnd(run, reading.value);
  return success({ kind: 'done', access: access.known() });
}

async function guard(run: ReadyEventRun, { shape, entries }: EventReading): Promise<ReasonCode | null> {
  if (entries.length === 0) return null;
  const { store, clock } = run.services;
  const { startMs, endMs } = windowAskedAt(run.startedAtMs, run.settings);
  const sinceMs = clock.nowMs() - limits.brakes.windowMs;
  const verdict = guardPlan(
    {
      linked: await store.countLinkedEventsIn(run.person, { startMs, endMs }),
      changedLinks: shape.changedLinks,
      createsInExchange: 0,
      createsInSalesforce: entries.filter(({ kind }) => kind === 'new').length,
      newLinks: 0,
      deletesInSalesforce: shape.deletes,
      deletesInExchange: 0,
      goneFromExchange: shape.reportedGone,
      goneFromSalesforce: 0,
    },
    {
      deletesInSalesforce: await store.countTrail(run.person, 'Event', 'salesforce', 'delete', sinceMs),
      deletesInExchange: 0,
    },
  );
  return verdict.kind === 'held' ? verdict.reason : null;
}

/**
 * Reads, plans, applies and remembers; not all of it where writing is stopped meanwhile. `mayDelete` false: nothing but
 * hiding what became private.
 */
async function process(
  run: ReadyEventRun,
  access: EventAccessOnce,
  people: PeopleLookUp,
  entries: readonly EventEntry[],
  { kept }: Pick<EventReading, 'kept'>,
  mayDelete: boolean,
): Promise<Outcome<{ readonly isWhole: boolean }>> {
  if (entries.length === 0) return success({ isWhole: true });
  const granted = await access.get();
  if (!granted.ok) return granted;
  await keepLease(run);
  const loaded = await loadEvents(run, granted.value, people, entries, kept);
  if (!loaded.ok) return loaded;
  for (let from = 0; from < loaded.value.length; from += limits.chunkSize) {
    if (from > 0 && run.services.writes.whyNot() !== null) return success({ isWhole: false });
    const chunk = loaded.value.slice(from, from + limits.chunkSize);
    const planned = planAll(run, granted.value, chunk).filter(({ action }) => mayDelete || hides(action));
    await keepLease(run);
    const applied = await applyEvents(run, granted.value, planned, mayDelete);
    const earlier = await earlierFindings(
      run,
      chunk.map(({ entry }) => eventRef(entry.exchangeId)),
    );
    await commit(run, together(applied.map((one) => rememberEvent(run, earlier, one, !mayDelete))));
    const isHidden = applied.some(
      ({ record }) => record?.ok === false && record.failure.code.startsWith('INVALID_FIELD'),
    );
    if (isHidden) await access.refresh();
  }
  return success({ isWhole: true });
}

/** What may not be seen any more is hidden whatever a brake says: only deleting the emptied record waits. */
function mustHide(entry: EventEntry): boolean {
  return entry.kind === 'linked' && entry.mustHide;
}

/** Writes nothing but what makes less to be seen. */
function hides(action: EventAction): boolean {
  return action.kind === 'empty' || (action.kind === 'settle' && action.event.isPrivate);
}

function planAll(run: ReadyEventRun, access: EventAccess, loaded: readonly LoadedEvent[]): readonly PlannedEvent[] {
  const { hasher } = run.services;
  const context: EventPlanContext = { ...valueContextOf(run), hasher, writable: access.writable };
  return loaded.map((one) => ({ loaded: one, action: planOne(one, context) }));
}

function planOne({ entry, link, exchange, salesforce, met }: LoadedEvent, context: EventPlanContext): EventAction {
  if (link !== null) {
    return planLinked(link, exchange, salesforce, entry.kind === 'linked' && entry.isRecheck, context);
  }
  if (exchange.kind !== 'present') {
    return { kind: 'leave', exchangeId: entry.exchangeId, reason: 'RETRY_LATER', link: null, event: null };
  }
  const { event, verdict } = exchange;
  if (met === null || met.match.kind === 'alone') return planNew(event, verdict, context);
  if (met.match.kind === 'pair' && met.record !== null) {
    return planFound(met.match.foundBy, event, verdict, met.record, context);
  }
  const reason = met.match.kind === 'copy' ? 'COPY_OF_LINKED' : 'COLLEAGUES_MEETING';
  return planNew(event, { kind: 'out', reason }, context);
}

function together(remembered: readonly RememberedEvent[]): Omit<RunCommit, 'person' | 'runNo'> {
  const all = <Value>(read: (one: RememberedEvent) => readonly Value[] | undefined): readonly Value[] =>
    remembered.flatMap((one) => read(one) ?? []);
  return {
    newEventLinks: all((one) => one.newEventLinks),
    changedEventLinks: all((one) => one.changedEventLinks),
    removedEventLinks: all((one) => one.removedEventLinks),
    settledMeetings: all((one) => one.settledMeetings),
    releasedMeetings: all((one) => one.releasedMeetings),
    findings: all((one) => one.findings),
    trail: all((one) => one.trail),
  };
}

/** What the first pass could settle by itself: left out with a reason, or nothing new but the version. */
async function commitQuiet(run: ReadyEventRun, { left, same }: EventReading): Promise<void> {
  const open = await run.services.store.openMeetings(run.person);
  for (let from = 0; from < left.length; from += limits.chunkSize) {
    const chunk = left.slice(from, from + limits.chunkSize);
    const earlier = await earlierFindings(
      run,
      chunk.map(({ exchangeId }) => eventRef(exchangeId)),
    );
    const findings = chunk.map(({ exchangeId, ...cause }) => findingsFor(run, earlier, eventRef(exchangeId), [cause]));
    const ids = new Set<string>(chunk.map(({ exchangeId }) => exchangeId));
    const ended = open.filter(({ exchangeId }) => ids.has(exchangeId)).map(({ meetingKey }) => meetingKey);
    await commit(run, { findings, releasedMeetings: ended });
  }
  for (let from = 0; from < same.length; from += limits.chunkSize) {
    await commit(run, { changedEventLinks: same.slice(from, from + limits.chunkSize) });
  }
}

/** Everything before the cursor is settled, parked or left out: now it may move. */
async function commitEnd(run: ReadyEventRun, reading: EventReading): Promise<void> {
  const { store, clock } = run.services;
  const gone = new Set(reading.vanished);
  const open = await store.openMeetings(run.person);
  const scope: ScopeChange = {
    eventCursor: reading.cursor,
    lastEventSuccessMs: clock.nowMs(),
    ...(reading.wasFullListing ? { eventCursorMadeMs: run.startedAtMs } : {}),
  };
  await commit(run, {
    findings: reading.vanished.map((itemId) => ({ ...eventRef(itemId), found: [] })),
    releasedMeetings: open.filter(({ exchangeId }) => gone.has(exchangeId)).map(({ meetingKey }) => meetingKey),
    scope,
  });
}

async function keepLease(run: ReadyEventRun): Promise<void> {
  const { store, clock, tuning } = run.services;
  const isMine = await store.extendLease(run.person, run.scope.runNo, clock.nowMs() + tuning.leaseMs);
  if (!isMine) throw new BrokenAssumption('RUN_WAS_TAKEN_OVER');
}

async function commit(run: ReadyEventRun, part: Omit<RunCommit, 'person' | 'runNo'>): Promise<void> {
  const isMine = await run.services.store.commitRun({ person: run.person, runNo: run.scope.runNo, ...part });
  if (!isMine) throw new BrokenAssumption('RUN_WAS_TAKEN_OVER');
}

function percent(done: number, all: number): number {
  return all === 0 ? 100 : Math.min(100, Math.round((done / all) * 100));
}
