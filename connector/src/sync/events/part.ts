// The calendar's part of one run: whether it can run at all, the cycle, and what the status says of it afterwards. What
// goes wrong here stops this person's events and nothing else, unless the cause is the whole system's.
import { eventFormVersion } from '../../core/event/fields.js';
import type { Failure } from '../../core/failure.js';
import { sha256Hex } from '../../core/hash.js';
import { limits } from '../../core/limits.js';
import { isReasonCode, type ReasonCode } from '../../core/reasons.js';
import type { Scope, ScopeEvidence } from '../../ports/store.js';
import { personStateOf } from '../contacts/access.js';
import type { Services, SyncPerson } from '../part/services.js';
import { mailboxStateOf } from '../contacts/folder.js';
import { readFingerprint, writeFingerprint } from '../part/recheck.js';
import type { RunEnd } from '../run.js';
import { mergedEvidence, savePart } from '../part/save.js';
import type { EventAccess, EventRun, ReadyEventRun } from './context.js';
import { prepareCalendar } from './calendar.js';
import { runEvents, type EventsRunEnd } from './cycle.js';

export async function runEventPart(
  services: Services,
  subject: SyncPerson,
  scope: Scope,
  startedAtMs: number,
  askedBy: string | null,
): Promise<RunEnd> {
  const run = openEventRun(services, subject, scope, startedAtMs, askedBy);
  const stop = whyNot(run, subject);
  // Nothing is missing for what nobody asks for.
  const nothingMissing = stop?.reason === null ? { missingEventPermissions: [] } : {};
  if (stop !== null) return stopEvents(run, { events: stop.state, ...nothingMissing }, stop.reason);
  const prepared = await prepareCalendar(run);
  if (!prepared.ok) return endFailed(run, prepared.failure);
  const ready = foundUsable(prepared.value.run);
  if (prepared.value.wasChecked) await saveReady(ready);
  const outcome = await runEvents(ready, (percent) => saveProgress(ready, percent));
  return outcome.ok ? endEvents(ready, outcome.value) : endFailed(ready, outcome.failure);
}

function foundUsable(run: ReadyEventRun): ReadyEventRun {
  return { ...run, scope: { ...run.scope, evidence: mergedEvidence(run, { mailbox: 'FOUND' }) } };
}

/** Other settings, or a round of change tracking that is too old: the cursor is put aside, and everything is listed. */
function openEventRun(
  services: Services,
  { user, configuration, companyDomains }: SyncPerson,
  scope: Scope,
  startedAtMs: number,
  askedBy: string | null,
): EventRun {
  const settings = configuration.events;
  const before = readFingerprint(scope.eventSettingsFingerprint);
  const fingerprint = sha256Hex(JSON.stringify([eventFormVersion, settings, companyDomains]));
  const isOther = before.settings !== fingerprint;
  const madeMs = scope.eventCursorMadeMs;
  const isOld = madeMs === null || startedAtMs - madeMs > limits.calendarRoundMs;
  const eventSettingsFingerprint = writeFingerprint({ settings: fingerprint, access: before.access });
  return {
    services,
    person: scope.person,
    user,
    settings,
    scope: { ...scope, eventCursor: isOther || isOld ? null : scope.eventCursor, eventSettingsFingerprint },
    startedAtMs,
    askedBy,
    companyDomains: new Set(companyDomains),
    isRecheck: isOther && before.settings !== '',
  };
}

/** What stops a person's events before anything is asked of the two systems. */
function whyNot(
  { services, settings }: EventRun,
  { user, configuration, hasTwinAddress, isDomainRefused }: SyncPerson,
): { readonly state: 'STOPPED' | 'PAUSED'; readonly reason: ReasonCode | null } | null {
  if (settings.direction === 'DoNotSync') return { state: 'PAUSED', reason: null };
  if (user.isFrozen || !user.isActive) return { state: 'STOPPED', reason: 'PERSON_INACTIVE' };
  if (hasTwinAddress === true) return { state: 'STOPPED', reason: 'DUPLICATE_EMAIL' };
  if (isDomainRefused === true) return { state: 'STOPPED', reason: 'DOMAIN_NOT_ALLOWED' };
  if (configuration.faults.length > 0) return { state: 'STOPPED', reason: 'CONFIGURATION_INVALID' };
  const stop = services.writes.whyNot();
  return stop === null ? null : { state: 'PAUSED', reason: stop };
}

async function endEvents(run: ReadyEventRun, end: EventsRunEnd): Promise<RunEnd> {
  switch (end.kind) {
    case 'done':
      return endDone(run, end.access);
    case 'sliceOver':
      await saveProgress(run, end.progress);
      return { kind: 'goesOn' };
    case 'held':
      await savePart(run, 'Event', { evidence: mergedEvidence(run, { events: 'HELD' }) }, [{ reason: end.reason }]);
      return { kind: 'held' };
  }
}

/**
 * Only now are the settings those of the last run: one that was cut off begins again. Who may write more than before is
 * looked at as after a change of settings: what waited for it goes over.
 */
async function endDone(run: ReadyEventRun, access: EventAccess | null): Promise<RunEnd> {
  const { settings, access: before } = readFingerprint(run.scope.eventSettingsFingerprint);
  const mask = access?.mask ?? before;
  const gains = before !== null && mask !== null && [...mask].some((bit, at) => bit === '1' && before[at] !== '1');
  const evidence = mergedEvidence(run, {
    person: 'OK',
    events: 'DONE',
    eventProgress: 100,
    missingEventPermissions: [],
  });
  await savePart(
    run,
    'Event',
    { evidence, eventSettingsFingerprint: writeFingerprint({ settings: gains ? 'gained' : settings, access: mask }) },
    [],
    access?.hiddenFields ?? null,
  );
  return { kind: 'done', looksAgainSoon: gains };
}

async function endFailed(run: EventRun, failure: Failure): Promise<RunEnd> {
  if (failure.isSystemWide === true) return { kind: 'systemFailure', failure };
  if (failure.code === 'MISSING_PERMISSION') {
    const evidence = { events: 'STOPPED', missingEventPermissions: failure.fields ?? [] };
    return stopEvents(run, evidence, 'MISSING_PERMISSION', failure.fields);
  }
  const personState = personStateOf(failure);
  if (personState !== null) {
    const reason = personState === 'INACTIVE' ? 'PERSON_INACTIVE' : 'NOT_AUTHORISED';
    return stopEvents(run, { person: personState, events: 'STOPPED' }, reason);
  }
  if (failure.code === 'TOO_MANY_EVENTS') return stopEvents(run, { events: 'STOPPED' }, failure.code);
  const isAboutMailbox = failure.code.startsWith('MAILBOX_') || failure.code === 'DUPLICATE_EMAIL';
  const willPass = failure.class === 'throttled' || failure.class === 'transient';
  if (isAboutMailbox && !willPass && isReasonCode(failure.code)) {
    return stopEvents(run, { mailbox: mailboxStateOf(failure), events: 'STOPPED' }, failure.code);
  }
  await savePart(run, 'Event', { evidence: mergedEvidence(run, { events: 'FAILED' }) }, []);
  return { kind: 'failed', failure };
}

async function stopEvents(
  run: EventRun,
  evidence: Partial<ScopeEvidence>,
  reason: ReasonCode | null,
  fields: readonly string[] = [],
): Promise<RunEnd> {
  const causes = reason === null ? [] : [{ reason, fields }];
  await savePart(run, 'Event', { evidence: mergedEvidence(run, evidence), calendarCheckedAtMs: null }, causes);
  return { kind: evidence.events === 'PAUSED' ? 'paused' : 'stopped' };
}

async function saveReady(run: ReadyEventRun): Promise<void> {
  const { mailboxId, calendarId, startedAtMs } = run;
  const { eventCursor, lastEventSuccessMs } = run.scope;
  const evidence = mergedEvidence(run, { events: lastEventSuccessMs === null ? 'RUNNING' : 'DONE' });
  await savePart(run, 'Event', { mailboxId, calendarId, evidence, calendarCheckedAtMs: startedAtMs, eventCursor }, []);
}

async function saveProgress(run: ReadyEventRun, eventProgress: number): Promise<void> {
  if (run.scope.lastEventSuccessMs !== null) return;
  await run.services.store.commitRun({
    person: run.person,
    runNo: run.scope.runNo,
    scope: { evidence: mergedEvidence(run, { events: 'RUNNING', eventProgress }) },
  });
}
