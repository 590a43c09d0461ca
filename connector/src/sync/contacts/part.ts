// The contacts' part of one run: whether it can run at all, the cycle, and what the status says of it afterwards. What
// goes wrong here stops this person's contacts and nothing else, unless the cause is the whole system's.
import { contactFormVersion } from '../../core/contact/fields.js';
import type { Failure } from '../../core/failure.js';
import { sha256Hex } from '../../core/hash.js';
import { limits } from '../../core/limits.js';
import { isReasonCode, type ReasonCode } from '../../core/reasons.js';
import type { Scope, ScopeEvidence } from '../../ports/store.js';
import { personStateOf } from './access.js';
import type { ReadyRun, Run, Services, SyncPerson } from '../part/services.js';
import { folderStateOf, mailboxStateOf, prepare, type Stop } from './folder.js';
import { forgetVersions, readFingerprint, writeFingerprint } from '../part/recheck.js';
import { runContacts, type ContactsRunEnd } from './cycle.js';
import type { RunEnd, RunOrder } from '../run.js';
import { mergedEvidence, savePart } from '../part/save.js';

export async function runContactPart(
  services: Services,
  subject: SyncPerson,
  order: RunOrder,
  scope: Scope,
  startedAtMs: number,
): Promise<RunEnd> {
  return carryOut(await openRun(services, subject, order, scope, startedAtMs), subject);
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
  return { ...run, scope: { ...run.scope, evidence: mergedEvidence(run, { mailbox: 'FOUND', folder: 'OK' }) } };
}

/** What stops a person before anything is asked of the two systems. */
function whyNot(run: Run, subject: SyncPerson): { evidence: Partial<ScopeEvidence>; reason: ReasonCode | null } | null {
  const { user, configuration } = subject;
  if (user.isFrozen) return { evidence: { person: 'FROZEN', contacts: 'STOPPED' }, reason: 'PERSON_INACTIVE' };
  if (!user.isActive) return { evidence: { person: 'INACTIVE', contacts: 'STOPPED' }, reason: 'PERSON_INACTIVE' };
  if (subject.hasTwinAddress === true) {
    return { evidence: { mailbox: 'DUPLICATE_EMAIL', contacts: 'STOPPED' }, reason: 'DUPLICATE_EMAIL' };
  }
  if (subject.isDomainRefused === true) {
    return { evidence: { mailbox: 'DOMAIN_NOT_ALLOWED', contacts: 'STOPPED' }, reason: 'DOMAIN_NOT_ALLOWED' };
  }
  if (configuration.faults.length > 0) {
    return { evidence: { person: 'OK', contacts: 'STOPPED' }, reason: 'CONFIGURATION_INVALID' };
  }
  if (run.settings.direction === 'DoNotSync') {
    // Where events sync, their part has just said whether the person can be acted for.
    const person = configuration.events.direction === 'DoNotSync' ? { person: 'OK' } : {};
    return { evidence: { ...person, contacts: 'PAUSED' }, reason: null };
  }
  const stop = run.services.writes.whyNot();
  return stop === null ? null : { evidence: { contacts: 'PAUSED' }, reason: stop };
}

async function endPrepared(run: Run, { evidence, failure }: Stop): Promise<RunEnd> {
  if (failure.isSystemWide === true) return { kind: 'systemFailure', failure };
  if (failure.class === 'throttled' || failure.class === 'transient') {
    await savePart(run, 'Contact', { evidence: mergedEvidence(run, { contacts: 'FAILED' }) }, []);
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
      await savePart(
        run,
        'Contact',
        { evidence: mergedEvidence(run, { contacts: 'DONE', person: 'OK', progress: 100, missingPermissions: [] }) },
        [],
        end.hiddenFields,
      );
      return { kind: 'done', looksAgainSoon: end.looksAgainSoon };
    case 'sliceOver':
      await saveProgress(run, end.progress);
      return { kind: 'goesOn' };
    case 'held':
      await savePart(run, 'Contact', { evidence: mergedEvidence(run, { contacts: 'HELD' }) }, [{ reason: end.reason }]);
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
  const evidence = mergedEvidence(run, { contacts: 'FAILED' });
  await savePart(
    run,
    'Contact',
    looksForFolder ? { evidence, folderCheckedAtMs: null, contactCursor: null } : { evidence },
    [],
  );
  return { kind: 'failed', failure };
}

async function stopRun(
  run: Run,
  evidence: Partial<ScopeEvidence>,
  reason: ReasonCode | null,
  fields: readonly string[] = [],
): Promise<RunEnd> {
  const causes = reason === null ? [] : [{ reason, fields }];
  await savePart(run, 'Contact', { evidence: mergedEvidence(run, evidence), folderCheckedAtMs: null }, causes);
  return { kind: evidence.contacts === 'PAUSED' ? 'paused' : 'stopped' };
}

async function saveReady(run: ReadyRun): Promise<void> {
  const { mailboxId, folderId, startedAtMs } = run;
  const { settingsFingerprint, contactCursor, lastSuccessMs } = run.scope;
  const evidence = mergedEvidence(run, { contacts: lastSuccessMs === null ? 'RUNNING' : 'DONE' });
  await savePart(
    run,
    'Contact',
    { mailboxId, folderId, evidence, folderCheckedAtMs: startedAtMs, settingsFingerprint, contactCursor },
    [],
  );
}

async function saveProgress(run: ReadyRun, progress: number): Promise<void> {
  if (run.scope.lastSuccessMs !== null) return;
  await run.services.store.commitRun({
    person: run.person,
    runNo: run.scope.runNo,
    scope: { evidence: mergedEvidence(run, { contacts: 'RUNNING', progress }) },
  });
}
