// From a failure of one item to the reason code that people see, and to the time of the next try.
import { assertNever, type Failure } from '../../core/failure.js';
import { limits } from '../../core/limits.js';
import type { Side } from '../../core/model.js';
import { reasons, type ReasonCode } from '../../core/reasons.js';

const bySalesforceCode: Readonly<Record<string, ReasonCode>> = {
  DUPLICATES_DETECTED: 'DUPLICATE_RULE',
  FIELD_CUSTOM_VALIDATION_EXCEPTION: 'VALIDATION_RULE',
  UNABLE_TO_LOCK_ROW: 'RECORD_LOCKED',
  INSUFFICIENT_ACCESS_OR_READONLY: 'NO_RECORD_ACCESS',
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: 'NO_RECORD_ACCESS',
  INVALID_FIELD_FOR_INSERT_UPDATE: 'NO_FIELD_ACCESS',
  INVALID_FIELD: 'NO_FIELD_ACCESS',
  INVALID_EMAIL_ADDRESS: 'MALFORMED_EMAIL',
  STRING_TOO_LONG: 'FIELD_TOO_LONG',
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: 'NOT_IN_PICKLIST',
  REQUIRED_FIELD_MISSING: 'MISSING_LAST_NAME',
};

export function reasonFor(failure: Failure, side: Side): ReasonCode {
  if (failure.isInDoubt === true) return 'IN_DOUBT';
  if (side === 'salesforce') {
    const known = bySalesforceCode[failure.code];
    if (known === 'MISSING_LAST_NAME' && failure.fields?.includes('LastName') !== true) return 'REFUSED_BY_SALESFORCE';
    if (known !== undefined) return known;
  }
  switch (failure.class) {
    case 'throttled':
    case 'transient':
    case 'auth':
    case 'needsResync':
      return 'RETRY_LATER';
    case 'conflict':
    case 'notFound':
      return side === 'exchange' ? 'CHANGED_MEANWHILE' : 'RETRY_LATER';
    case 'permission':
    case 'invalid':
    case 'tooLarge':
    case 'bug':
      return side === 'exchange' ? 'REFUSED_BY_EXCHANGE' : 'REFUSED_BY_SALESFORCE';
    default:
      return assertNever(failure.class);
  }
}

/** Why an item of the folder is held because of other contacts. */
export const reasonsToHold = ['COPY_OF_LINKED', 'ALREADY_LINKED', 'AMBIGUOUS_MATCH', 'EMAIL_SHARED'] as const;

/**
 * 1, 4, 16 … minutes; what only time mends is tried for ever (at most hourly), what is held because of others daily;
 * the rest is parked until it changes.
 */
export function retryAtMs(reason: ReasonCode, attempts: number, nowMs: number, failure?: Failure): number | null {
  const waitMs = limits.itemRetryFirstMs * 4 ** Math.min(attempts - 1, limits.itemAttemptsMax);
  const notBefore = failure?.retryAtMs ?? 0;
  if (reasons[reason].kind === 'waiting')
    return Math.max(notBefore, nowMs + Math.min(waitMs, 60 * limits.itemRetryFirstMs));
  if (reasonsToHold.some((held) => held === reason)) return nowMs + limits.heldItemLookMs;
  if (reason === 'NEVER_ANSWERED') return nowMs + limits.spentKeptMs;
  return failure === undefined || attempts >= limits.itemAttemptsMax ? null : Math.max(notBefore, nowMs + waitMs);
}
