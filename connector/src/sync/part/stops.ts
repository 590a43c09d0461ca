// Why a part does not run, or could not go on: as the status, an issue and a next look say it. The same answers for
// every object, in one order (docs/decisions/0016-one-frame.md). What is not named here is tried again by itself.
import type { Failure } from '../../core/failure.js';
import { isReasonCode, type ReasonCode } from '../../core/reasons.js';
import { isFolderState, type FolderState, type PartState } from '../../core/status.js';
import type { ConfigurationFault } from '../../core/settings/table.js';
import type { PersonEvidence } from '../../ports/scope.js';
import { mailboxStateOf } from './mailbox.js';
import type { Services, SyncPerson } from './services.js';
import { isWriteStop } from './write-switch.js';

export interface Stop {
  readonly state: Extract<PartState, 'STOPPED' | 'PAUSED'>;
  /** null: nobody has to be told. */
  readonly reason: ReasonCode | null;
  readonly evidence?: Partial<PersonEvidence>;
  readonly fields?: readonly string[];
  readonly missingPermissions?: readonly string[];
}

/**
 * The object does not sync. A direction that nobody understands reads as DoNotSync too, but it is no wish: the admin
 * has to hear of it.
 */
export function isOff(
  { direction }: { readonly direction: string },
  directionField: string,
  faults: readonly ConfigurationFault[],
): boolean {
  return direction === 'DoNotSync' && !faults.some(({ field }) => field === directionField);
}

/**
 * What stops a person before anything is asked of the two systems. `objectIsOff`: the configuration does not sync
 * this object; `isAlone`: nor any other, so that nobody else says whether the person can be acted for.
 */
export function whyNot(
  { writes }: Pick<Services, 'writes'>,
  { user, configuration, hasTwinAddress, isDomainRefused }: SyncPerson,
  objectIsOff: boolean,
  isAlone: boolean,
): Stop | null {
  const ok = { person: 'OK' } as const;
  // Nothing is missing for what nobody asks for.
  if (objectIsOff)
    return { state: 'PAUSED', reason: null, missingPermissions: [], ...(isAlone ? { evidence: ok } : {}) };
  if (user.isFrozen) return { state: 'STOPPED', reason: 'PERSON_INACTIVE', evidence: { person: 'FROZEN' } };
  if (!user.isActive) return { state: 'STOPPED', reason: 'PERSON_INACTIVE', evidence: { person: 'INACTIVE' } };
  if (hasTwinAddress === true) {
    return { state: 'STOPPED', reason: 'DUPLICATE_EMAIL', evidence: { mailbox: 'DUPLICATE_EMAIL' } };
  }
  if (isDomainRefused === true) {
    return { state: 'STOPPED', reason: 'DOMAIN_NOT_ALLOWED', evidence: { mailbox: 'DOMAIN_NOT_ALLOWED' } };
  }
  if (configuration.faults.length > 0) return { state: 'STOPPED', reason: 'CONFIGURATION_INVALID', evidence: ok };
  const stop = writes.whyNot();
  return stop === null ? null : { state: 'PAUSED', reason: stop };
}

/** `isLocating`: mailbox and place were just being looked for. Null: it may pass, and is tried again. */
export function stopFor(failure: Failure, isLocating: boolean): Stop | null {
  const { code, class: failureClass, fields = [] } = failure;
  const stopped = (reason: ReasonCode, more: Omit<Stop, 'state' | 'reason'> = {}): Stop => ({
    state: 'STOPPED',
    reason,
    ...more,
  });
  if (failureClass === 'throttled' || failureClass === 'transient') return null;
  if (isWriteStop(code)) return { state: 'PAUSED', reason: code };
  if (code === 'MISSING_PERMISSION') {
    return stopped(code, { fields, missingPermissions: fields, evidence: { person: 'OK' } });
  }
  if (code === 'TOO_MANY_CONTACTS' || code === 'TOO_MANY_EVENTS') return stopped(code);
  if (code.startsWith('CONDITION')) return stopped('CONFIGURATION_INVALID', { fields });
  const isOfMailbox = code.startsWith('MAILBOX_') || code === 'DUPLICATE_EMAIL';
  if (isOfMailbox && isReasonCode(code)) return stopped(code, { evidence: { mailbox: mailboxStateOf(failure) } });
  const folder = folderStateOf(failure);
  if (isLocating && folder !== null && isReasonCode(code)) {
    return stopped(code, { evidence: { mailbox: 'FOUND', folder } });
  }
  if (failureClass === 'auth' && failure.isSystemWide !== true) {
    return code === 'PERSON_INACTIVE'
      ? stopped('PERSON_INACTIVE', { evidence: { person: 'INACTIVE' } })
      : stopped('NOT_AUTHORISED', { evidence: { person: 'NOT_AUTHORISED' } });
  }
  return isLocating && failureClass === 'permission'
    ? stopped('MAILBOX_NO_ACCESS', { evidence: { mailbox: 'NO_ACCESS' } })
    : null;
}

export function folderStateOf({ code }: Failure): FolderState | null {
  if (!code.startsWith('FOLDER_')) return null;
  const state = code.slice('FOLDER_'.length);
  return isFolderState(state) ? state : null;
}
