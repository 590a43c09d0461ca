// One run of one person: takes the lease, prepares, runs the contacts, and says when to look again. Whatever goes
// wrong stops this person only, unless the cause is the whole system's. The file to read first in this folder; the
// cycle itself is in run-contacts.ts.
import { contactFormVersion } from '../core/contact/fields.js';
import { BrokenAssumption, type Failure } from '../core/failure.js';
import { sha256Hex } from '../core/hash.js';
import { limits } from '../core/limits.js';
import type { ReasonCode } from '../core/reasons.js';
import { isReasonCode } from '../core/reasons.js';
import type { Scope, ScopeChange, ScopeEvidence } from '../ports/store.js';
import { personStateOf } from './access.js';
import type { ReadyRun, Run, Services, SyncPerson } from './context.js';
import { earlierFindings, findingsFor, type Cause } from './findings.js';
import { folderStateOf, mailboxStateOf, prepare, type Stop } from './prepare.js';
import { forgetVersions, readFingerprint, writeFingerprint } from './recheck.js';
import { runContacts, type ContactsRunEnd } from './run-contacts.js';

/** Somebody asked for links to be found anew; part of a Reset request. */
export interface ResetWish {
  /** The links were forgotten by an earlier slice of this reset. */
  readonly isBegun: boolean;
  readonly bringBackRemoved: boolean;
  readonly settleDifferencesAnew: boolean;
}

export interface RunOrder {
  /** Ids of the requests that this run answers. */
  readonly requestIds: readonly string[];
  readonly reset: ResetWish | null;
}

export type RunEnd =
  | { readonly kind: 'notMine' }
  | { readonly kind: 'done'; readonly looksAgainSoon: boolean }
  | { readonly kind: 'goesOn' | 'held' | 'stopped' | 'paused' }
  /** Tried again at a later time. */
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** The cause is not this person's: everything waits. */
  | { readonly kind: 'systemFailure'; readonly failure: Failure };

export async function runPerson(services: Services, subject: SyncPerson, order: RunOrder): Promise<RunEnd> {
  const { store, clock, log } = services;
  const person = subject.user.id;
  const scope = await store.startRun(person, clock.nowMs(), services.tuning.leaseMs);
  if (scope === null) return { kind: 'notMine' };
  const startedAtMs = clock.nowMs();
  try {
    const run = await openRun(services, subject, order, scope, startedAtMs);
    const end = await carryOut(run, subject);
    await store.endRun(person, scope.runNo, await nextDue(run, end));
    log.info('RUN_ENDED', { person, runNo: scope.runNo, state: end.kind, durationMs: clock.nowMs() - startedAtMs });
    return end;
  } catch (error) {
    if (error instanceof BrokenAssumption && error.code === 'RUN_WAS_TAKEN_OVER') return { kind: 'notMine' };
    log.error('RUN_BROKE', { person, runNo: scope.runNo, error });
    await store.endRun(person, scope.runNo, clock.nowMs() + limits.itemRetryFirstMs);
    return {
      kind: 'failed',
      failure: { class: 'bug', code: error instanceof BrokenAssumption ? error.code : 'UNEXPECTED' },
    };
  }
}

/** Settings that changed, a reset, or a week gone by: the cursor is put aside, so that everything is listed. */
async function openRun(
  services: Services,
  subject: SyncPerson,
  order: RunOrder,
  scope: Scope,
  startedAtMs: number,
): Promise<Run> {
  const { store } = services;
  const settings = subject.configuration.contacts;
  if (order.reset?.isBegun === false) {
    const { bringBackRemoved, settleDifferencesAnew } = order.reset;
    const reset = { dropTombstones: bringBackRemoved, dropMemory: settleDifferencesAnew };
    const forgotten = await store.forgetLinks(scope.person, scope.runNo, reset);
    if (forgotten === null) throw new BrokenAssumption('RUN_WAS_TAKEN_OVER');
  }
  const before = readFingerprint(scope.settingsFingerprint);
  const fingerprint = sha256Hex(JSON.stringify([contactFormVersion, settings]));
  const isOther = before.settings !== fingerprint;
  if (isOther && before.settings !== '') await forgetVersions({ services, person: scope.person, scope });
  const isOld = scope.lastFullListingMs === null || startedAtMs - scope.lastFullListingMs > limits.fullListingEveryMs;
  const listsAll = order.reset !== null || isOld || isOther;
  const settingsFingerprint = writeFingerprint({ settings: fingerprint, access: before.access });
  const seen = await store.readChangeCursor('Contact');
  return {
    services,
    person: scope.person,
    user: subject.user,
    settings,
    scope: { ...scope, contactCursor: listsAll ? null : scope.contactCursor, settingsFingerprint },
    startedAtMs,
    askedBy: order.requestIds[0] ?? null,
    bringsBackRemoved: order.reset?.bringBackRemoved === true,
    accounts: new Map(),
    finalUntil: seen?.modifiedAt ?? '',
  };
}

async function carryOut(run: Run, subject: SyncPerson): Promise<RunEnd> {
  const stop = whyNot(run, subject);
  if (stop !== null) return stopRun(run, stop.evidence, stop.reason);
  const check =
    run.scope.contactCursor === null ||
    run.scope.folderCheckedAtMs === null ||
    run.startedAtMs - run.scope.folderCheckedAtMs > limits.folderCheckMs;
  const prepared = await prepare(run, check);
  if (prepared.kind === 'stop') return endPrepared(run, prepared.stop);
  const ready = foundUsable(prepared.run);
  if (ready.folderWasChecked) await saveReady(ready);
  const outcome = await runContacts(ready, (progress) => saveProgress(ready, progress));
  return outcome.ok ? endContacts(ready, outcome.value) : endFailed(ready, outcome.failure);
}

function foundUsable(run: ReadyRun): ReadyRun {
  return { ...run, scope: { ...run.scope, evidence: merged(run, { mailbox: 'FOUND', folder: 'OK' }) } };
}

/** What stops a person before anything is asked of the two systems. */
function whyNot(run: Run, subject: SyncPerson): { evidence: Partial<ScopeEvidence>; reason: ReasonCode | null } | null {
  const { user, configuration } = subject;
  if (user.isFrozen) return { evidence: { person: 'FROZEN', contacts: 'STOPPED' }, reason: 'PERSON_INACTIVE' };
  if (!user.isActive) return { evidence: { person: 'INACTIVE', contacts: 'STOPPED' }, reason: 'PERSON_INACTIVE' };
  if (subject.hasTwinAddress === true) {
    return { evidence: { mailbox: 'DUPLICATE_EMAIL', contacts: 'STOPPED' }, reason: 'DUPLICATE_EMAIL' };
  }
  if (configuration.faults.length > 0) {
    return { evidence: { person: 'OK', contacts: 'STOPPED' }, reason: 'CONFIGURATION_INVALID' };
  }
  if (run.settings.direction === 'DoNotSync') return { evidence: { person: 'OK', contacts: 'PAUSED' }, reason: null };
  if (!run.services.writesAreOn) return { evidence: { contacts: 'PAUSED' }, reason: 'WRITES_OFF' };
  return null;
}

async function endPrepared(run: Run, { evidence, failure }: Stop): Promise<RunEnd> {
  if (failure.isSystemWide === true) return { kind: 'systemFailure', failure };
  if (failure.class === 'throttled' || failure.class === 'transient') {
    await save(run, { evidence: merged(run, { contacts: 'FAILED' }) }, []);
    return { kind: 'failed', failure };
  }
  return stopRun(
    run,
    { ...evidence, contacts: 'STOPPED' },
    isReasonCode(failure.code) ? failure.code : 'MAILBOX_NO_ACCESS',
  );
}

async function endContacts(run: ReadyRun, end: ContactsRunEnd): Promise<RunEnd> {
  switch (end.kind) {
    case 'done':
      await save(
        run,
        { evidence: merged(run, { contacts: 'DONE', person: 'OK', progress: 100, missingPermissions: [] }) },
        [],
        end.hiddenFields,
      );
      return { kind: 'done', looksAgainSoon: end.looksAgainSoon };
    case 'sliceOver':
      await saveProgress(run, end.progress);
      return { kind: 'goesOn' };
    case 'held':
      await save(run, { evidence: merged(run, { contacts: 'HELD' }) }, [{ reason: end.reason }]);
      return { kind: 'held' };
  }
}

async function endFailed(run: ReadyRun, failure: Failure): Promise<RunEnd> {
  if (failure.isSystemWide === true) return { kind: 'systemFailure', failure };
  if (failure.code === 'MISSING_PERMISSION') {
    const missingPermissions = failure.fields ?? [];
    const evidence = { person: 'MISSING_PERMISSION', contacts: 'STOPPED', missingPermissions };
    return stopRun(run, evidence, 'MISSING_PERMISSION');
  }
  const personState = personStateOf(failure);
  if (personState !== null) {
    return stopRun(
      run,
      { person: personState, contacts: 'STOPPED' },
      personState === 'INACTIVE' ? 'PERSON_INACTIVE' : 'NOT_AUTHORISED',
    );
  }
  if (failure.class === 'permission' && failure.code.startsWith('MAILBOX_') && isReasonCode(failure.code)) {
    return stopRun(run, { mailbox: mailboxStateOf(failure), contacts: 'STOPPED' }, failure.code);
  }
  if (failure.code.startsWith('CONDITION')) {
    return stopRun(run, { contacts: 'STOPPED' }, 'CONFIGURATION_INVALID', failure.fields);
  }
  if (failure.code === 'TOO_MANY_CONTACTS') return stopRun(run, { contacts: 'STOPPED' }, failure.code);
  // The folder behind the cursor is gone: look where it went, at once.
  const looksForFolder = failure.class === 'notFound' || folderStateOf(failure) !== null;
  const evidence = merged(run, { contacts: 'FAILED' });
  await save(run, looksForFolder ? { evidence, folderCheckedAtMs: null, contactCursor: null } : { evidence }, []);
  return { kind: 'failed', failure };
}

async function stopRun(
  run: Run,
  evidence: Partial<ScopeEvidence>,
  reason: ReasonCode | null,
  fields: readonly string[] = [],
): Promise<RunEnd> {
  const causes = reason === null ? [] : [{ reason, fields }];
  await save(run, { evidence: merged(run, evidence), folderCheckedAtMs: null }, causes);
  return { kind: evidence.contacts === 'PAUSED' ? 'paused' : 'stopped' };
}

async function saveReady(run: ReadyRun): Promise<void> {
  const { mailboxId, folderId, startedAtMs } = run;
  const { settingsFingerprint, contactCursor, lastSuccessMs } = run.scope;
  const evidence = merged(run, { contacts: lastSuccessMs === null ? 'RUNNING' : 'DONE' });
  await save(
    run,
    { mailboxId, folderId, evidence, folderCheckedAtMs: startedAtMs, settingsFingerprint, contactCursor },
    [],
  );
}

async function saveProgress(run: ReadyRun, progress: number): Promise<void> {
  if (run.scope.lastSuccessMs !== null) return;
  await run.services.store.commitRun({
    person: run.person,
    runNo: run.scope.runNo,
    scope: { evidence: merged(run, { contacts: 'RUNNING', progress }) },
  });
}

/**
 * Findings about the person as a whole stand under the person's own id. `hidden`: fields that the person may not read
 * or write; null = nobody asked, so what was said of them stays.
 */
async function save(
  run: Run,
  scope: ScopeChange,
  causes: readonly Cause[],
  hidden: readonly string[] | null = null,
): Promise<void> {
  const me = { side: 'salesforce', itemId: run.person } as const;
  const earlier = await earlierFindings(run, [me]);
  const kept = [...earlier.values()].flat().filter(({ reason }) => hidden === null && reason === 'NO_FIELD_ACCESS');
  const more: Cause[] = (hidden ?? []).length > 0 ? [{ reason: 'NO_FIELD_ACCESS', fields: hidden ?? [] }] : [];
  const { found } = findingsFor(run, earlier, me.side, me.itemId, [...causes, ...more]);
  const findings = [{ ...me, found: [...found, ...kept] }];
  await run.services.store.commitRun({ person: run.person, runNo: run.scope.runNo, scope, findings });
}

function merged(run: Run, change: Partial<ScopeEvidence>): ScopeEvidence {
  return { ...run.scope.evidence, ...change };
}

/** The earliest of: the sweep, what waits for its time, and what the failure asks for. */
async function nextDue(run: Run, end: RunEnd): Promise<number | null> {
  const nowMs = run.services.clock.nowMs();
  const { sweepEveryMs, betweenRunsMs } = run.services.tuning;
  switch (end.kind) {
    case 'goesOn':
      return nowMs;
    case 'failed':
    case 'systemFailure':
      return Math.max(nowMs + waitAfter(end.failure, sweepEveryMs), end.failure.retryAtMs ?? 0);
    default: {
      const waiting = await run.services.store.dueFindings(run.person, nowMs + sweepEveryMs, limits.matchChunkSize);
      const intents = await run.services.store.openIntents(run.person);
      // What was due in this run and still is will not be mended by haste.
      const times = [
        ...waiting.flatMap(({ retryAtMs }) => retryAtMs ?? []),
        ...intents.map(({ begunAtMs }) => begunAtMs + run.services.tuning.inDoubtWaitMs),
      ].map((atMs) => Math.max(atMs, nowMs + (atMs <= run.startedAtMs ? limits.itemRetryFirstMs : betweenRunsMs)));
      if (end.kind === 'done' && end.looksAgainSoon) times.push(nowMs + betweenRunsMs);
      return Math.min(nowMs + spread(run.person, sweepEveryMs), ...times);
    }
  }
}

/** What passes by itself is tried soon; what will be refused in the same way again waits for the sweep. */
function waitAfter({ class: failureClass }: Failure, sweepEveryMs: number): number {
  if (failureClass === 'notFound') return 0;
  const willPass = failureClass === 'transient' || failureClass === 'throttled' || failureClass === 'needsResync';
  return willPass ? limits.itemRetryFirstMs : sweepEveryMs;
}

/** Sweeps are spread, so that people who started together do not go on together for ever. */
function spread(person: string, everyMs: number): number {
  const share = Number.parseInt(sha256Hex(person).slice(0, 4), 16) / 0xffff;
  return Math.round(everyMs * (0.9 + 0.2 * share));
}
