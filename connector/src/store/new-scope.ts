// The row of a person nobody has looked at yet, and of each part, and how a change is laid over it: one definition for
// both stores, so that they never differ in it. Says nothing that was not found out: the states are those of
// docs/status.md before any look.
import type { PersonId, SyncObject } from '../core/model.js';
import type { PartChange, Scope, ScopeChange, ScopePart } from '../ports/scope.js';

export const newPart: ScopePart = {
  cursor: null,
  listedAtMs: null,
  changeSeq: 0,
  placeId: null,
  placeCheckedAtMs: null,
  lastSuccessMs: null,
  settingsHash: null,
  accessMask: null,
  isRecheck: false,
  state: 'NOT_STARTED',
  progress: 0,
  missingPermissions: [],
};

export function newScope(person: PersonId): Scope {
  return {
    person,
    mailboxId: null,
    dueAtMs: null,
    priority: 2,
    runNo: 0,
    leaseUntilMs: null,
    evidence: { mailbox: 'NOT_LOOKED_UP_YET', person: 'OK', folder: 'OK' },
    told: null,
    parts: { Contact: newPart, Event: newPart },
  };
}

/** What is not named stays. */
export function changedScope(scope: Scope, { evidence, parts = {}, ...change }: ScopeChange): Scope {
  const own: Scope = { ...scope, ...change, evidence: { ...scope.evidence, ...evidence } };
  return changedPart(changedPart(own, 'Contact', parts.Contact), 'Event', parts.Event);
}

export function changedPart(scope: Scope, object: SyncObject, change: PartChange = {}): Scope {
  return { ...scope, parts: { ...scope.parts, [object]: { ...scope.parts[object], ...change } } };
}
