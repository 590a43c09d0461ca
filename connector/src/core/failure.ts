// What can go wrong at a boundary, in our own words. One file per boundary maps foreign errors to these; nothing else
// looks at HTTP codes. Foreign error texts quote people's data: only codes and field names travel on.

export type FailureClass =
  | 'auth'
  | 'permission'
  | 'notFound'
  | 'conflict'
  | 'invalid'
  | 'tooLarge'
  | 'needsResync'
  | 'throttled'
  | 'transient'
  | 'bug';

export interface Failure {
  readonly class: FailureClass;
  /** The foreign code (`DUPLICATES_DETECTED`, `ErrorItemNotFound`) or one of ours; never a text. */
  readonly code: string;
  /** Fields that the other side named, by their names over there. */
  readonly fields?: readonly string[];
  /** Ids that the other side named, for example the records that a duplicate rule found. */
  readonly relatedIds?: readonly string[];
  /** Not before this time, in milliseconds since 1970 (from Retry-After). */
  readonly retryAtMs?: number;
  /** True when the call may have been carried out although no answer came: look up before repeating. */
  readonly isInDoubt?: boolean;
  /** True when the cause is the system's (key refused, org locked, app off), not one person's. */
  readonly isSystemWide?: boolean;
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

export function success<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function failed(failure: Failure): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure };
}

/** A broken assumption of ours: stops the run, is logged with its code, is never shown with data. */
export class BrokenAssumption extends Error {
  constructor(
    readonly code: string,
    options?: { cause?: unknown },
  ) {
    super(code, options);
    this.name = 'BrokenAssumption';
  }
}

export function assertNever(value: never): never {
  throw new BrokenAssumption('UNHANDLED_CASE', { cause: value });
}
