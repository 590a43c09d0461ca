// What the person may do in Salesforce is asked for when it is first needed, once a run: a quiet run makes no
// Salesforce call at all. It is kept for an hour (limits.describeCacheMs), so where a field or a right went meanwhile,
// it is asked for again, once a run, and what failed is tried again: otherwise a field that an admin hides stops
// everything that is new for an hour (docs/decisions/0016-one-frame.md).
import { success, type Failure, type Outcome } from '../../core/failure.js';
import { limits } from '../../core/limits.js';
import type { AccessGetter, PartAccess, PartRun } from './part.js';

export interface AccessOnce<Access> {
  readonly get: AccessGetter<Access>;
  readonly refresh: AccessGetter<Access>;
  /** null when nobody asked, or was refused. */
  readonly known: () => Access | null;
  /** Runs `read`; where it was refused for want of a right, once more with what the person may do now. */
  readonly retrying: <Value>(read: () => Promise<Outcome<Value>>) => Promise<Outcome<Value>>;
}

export function accessOnce<Access>(ask: (refresh: boolean) => Promise<Outcome<Access>>): AccessOnce<Access> {
  let known: Outcome<Access> | null = null;
  let wasRefreshed = false;
  const get = async (): Promise<Outcome<Access>> => (known ??= await ask(false));
  const refresh = async (): Promise<Outcome<Access>> => {
    wasRefreshed = true;
    known = await ask(true);
    return known;
  };
  return {
    get,
    refresh,
    known: () => (known?.ok === true ? known.value : null),
    retrying: async (read) => {
      const first = await read();
      if (first.ok || wasRefreshed || !isOfSalesforceRights(first.failure)) return first;
      const again = await refresh();
      return again.ok ? read() : again;
    },
  };
}

function isOfSalesforceRights({ class: failureClass, code }: Failure): boolean {
  return failureClass === 'permission' && !code.startsWith('MAILBOX_');
}

/** A write that named a field which the person may not write any more. */
export function isFieldRefused(outcome: Outcome<unknown> | undefined): boolean {
  if (outcome === undefined || outcome.ok) return false;
  const { code } = outcome.failure;
  return code === 'INVALID_FIELD_FOR_INSERT_UPDATE' || code === 'INVALID_FIELD';
}

/** Fields that were hidden from the person may have been given back, and no time stamp tells of it. */
export async function isTimeToAsk({ services, object, person, startedAtMs }: PartRun): Promise<boolean> {
  const mine = await services.store.findingsOf(person, [{ object, side: 'salesforce', itemId: person }]);
  const hidden = mine.find(({ reason }) => reason === 'NO_FIELD_ACCESS');
  return hidden !== undefined && startedAtMs - hidden.lastAtMs >= limits.describeCacheMs;
}

/** One bit for each answer, as hexadecimal digits; the position is kept, so new ones go at the end. */
export function maskOf(bits: readonly boolean[]): string {
  return bits.reduce((mask, isSet, place) => (isSet ? mask | (1n << BigInt(place)) : mask), 0n).toString(16);
}

/** True when `now` allows something that `before` did not: then values may wait that nobody could see. */
export function gainsAccess(before: string | null, now: PartAccess | null): boolean {
  if (before === null || now === null) return false;
  return (BigInt(`0x${now.mask}`) & ~BigInt(`0x${before}`)) !== 0n;
}

export function missing(permissions: readonly string[]): Outcome<null> {
  if (permissions.length === 0) return success(null);
  return { ok: false, failure: { class: 'permission', code: 'MISSING_PERMISSION', fields: permissions } };
}
