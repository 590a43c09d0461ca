// The one place where Salesforce's refusals become failures of ours (core/failure.ts). Branches on codes, never on
// texts; the few texts that must be looked at (token endpoint, names of fields and records) are looked at here and go
// no further, because they quote people's data. Which codes there are: reference list StatusCode of the API; the token
// endpoint's: OAuth 2.0 error codes of Salesforce.
import { limits } from '../core/limits.js';
import type { Failure, FailureClass } from '../core/failure.js';
import { saysNothing, type NoAnswer } from '../wire/no-answer.js';
import { retryAfterMs } from '../wire/retry-after.js';

/** One error as Salesforce writes it: `errorCode` in single answers, `statusCode` in items of a collection. */
export interface ForeignError {
  readonly code: string;
  readonly message: string;
  readonly fields: readonly string[];
  readonly relatedIds: readonly string[];
}

const classOfCode: Readonly<Record<string, FailureClass>> = {
  INVALID_SESSION_ID: 'auth',
  INVALID_AUTH_HEADER: 'auth',
  INVALID_LOGIN: 'auth',
  /** Of one person too: the permission API Enabled is missing. */
  API_DISABLED_FOR_ORG: 'auth',

  INSUFFICIENT_ACCESS: 'permission',
  INSUFFICIENT_ACCESS_OR_READONLY: 'permission',
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: 'permission',
  CANNOT_CREATE_ANOTHER_MANAGED_COMPONENT: 'permission',
  INVALID_FIELD: 'permission',
  INVALID_FIELD_FOR_INSERT_UPDATE: 'permission',
  INVALID_TYPE: 'permission',
  INVALID_TYPE_FOR_OPERATION: 'permission',
  FUNCTIONALITY_NOT_ENABLED: 'permission',
  FORBIDDEN: 'permission',
  TRANSFER_REQUIRES_READ: 'permission',

  NOT_FOUND: 'notFound',
  ENTITY_IS_DELETED: 'notFound',
  INVALID_CROSS_REFERENCE_KEY: 'notFound',

  DUPLICATES_DETECTED: 'conflict',
  DUPLICATE_VALUE: 'conflict',
  DUPLICATE_EXTERNAL_ID: 'conflict',
  MULTIPLE_CHOICES: 'conflict',
  PRECONDITION_FAILED: 'conflict',

  STRING_TOO_LONG: 'tooLarge',
  OPERATION_TOO_LARGE: 'tooLarge',
  EXCEEDED_ID_LIMIT: 'tooLarge',
  QUERY_TOO_COMPLICATED: 'tooLarge',
  URI_TOO_LONG: 'tooLarge',

  INVALID_QUERY_LOCATOR: 'needsResync',

  REQUEST_LIMIT_EXCEEDED: 'throttled',
  LIMIT_EXCEEDED: 'throttled',
  STORAGE_LIMIT_EXCEEDED: 'throttled',
  TOO_MANY_REQUESTS: 'throttled',

  UNABLE_TO_LOCK_ROW: 'transient',
  SERVER_UNAVAILABLE: 'transient',
  UNKNOWN_EXCEPTION: 'transient',
  QUERY_TIMEOUT: 'transient',
  REQUEST_RUNNING_TOO_LONG: 'transient',
  API_CURRENTLY_DISABLED: 'transient',

  MALFORMED_QUERY: 'bug',
  JSON_PARSER_ERROR: 'bug',
  METHOD_NOT_ALLOWED: 'bug',
  UNSUPPORTED_MEDIA_TYPE: 'bug',
};

const systemWideCodes = new Set(['REQUEST_LIMIT_EXCEEDED', 'API_CURRENTLY_DISABLED']);

/** What an HTTP status says where the code says nothing. */
function classOfStatus(status: number): FailureClass {
  if (status === 401) return 'auth';
  if (status === 403) return 'permission';
  if (status === 404) return 'notFound';
  if (status === 409 || status === 412) return 'conflict';
  if (status === 413 || status === 414 || status === 431) return 'tooLarge';
  if (status === 429) return 'throttled';
  if (status === 501) return 'bug';
  return saysNothing(status) || status >= 500 || status < 400 ? 'transient' : 'invalid';
}

/** An answer that refuses the whole request. A write that ended like this may have happened all the same. */
export function failureOfAnswer(
  status: number,
  error: ForeignError | null,
  context: { readonly isWrite: boolean; readonly nowMs: number; readonly retryAfter?: string | undefined },
): Failure {
  // jsforce names an answer without a code ERROR_HTTP_504.
  const code = error === null || error.code.startsWith('ERROR_HTTP_') ? `HTTP_${status}` : error.code;
  const failure = named(code, classOfCode[code] ?? classOfStatus(status), error);
  const isInDoubt = context.isWrite && saysNothing(status) && failure.class === 'transient';
  const retryAtMs = retryTime(failure, context.retryAfter, error, context.nowMs);
  return {
    ...failure,
    ...(isInDoubt ? { isInDoubt } : {}),
    ...(retryAtMs === null ? {} : { retryAtMs }),
  };
}

/**
 * One item of a collection that was refused. A code we do not know is the org's own automation: the record is refused,
 * not the run.
 */
export function failureOfItem(errors: unknown): Failure {
  const error = foreignErrors(errors)[0] ?? null;
  const code = error?.code ?? 'NO_CODE';
  return named(code, classOfCode[code] ?? 'invalid', error);
}

/** No answer came, or half of one. Two codes are enough: callers ask whether anything can have happened. */
export function failureOfSilence({ wasSent }: NoAnswer, isWrite: boolean): Failure {
  return {
    class: 'transient',
    code: wasSent ? 'NO_ANSWER' : 'UNREACHABLE',
    ...(isWrite && wasSent ? { isInDoubt: true } : {}),
  };
}

function named(code: string, failureClass: FailureClass, error: ForeignError | null): Failure {
  const fields = error === null ? [] : fieldsOf(error);
  const isForeignKey = code === 'INVALID_FIELD' && error !== null && /^Foreign key external ID/i.test(error.message);
  const isOfValue = code === 'INVALID_CROSS_REFERENCE_KEY' && fields.length > 0;
  return {
    class: isForeignKey ? 'notFound' : isOfValue ? 'invalid' : failureClass,
    code: isForeignKey ? 'FOREIGN_KEY_NOT_FOUND' : code,
    ...(fields.length > 0 && !isForeignKey ? { fields } : {}),
    ...(error !== null && error.relatedIds.length > 0 ? { relatedIds: error.relatedIds } : {}),
    ...(systemWideCodes.has(code) ? { isSystemWide: true } : {}),
  };
}

/** Queries name the field in the text alone. Field names are no personal data. */
function fieldsOf(error: ForeignError): readonly string[] {
  if (error.fields.length > 0) return error.fields;
  const found = /No such column '([A-Za-z0-9_.]+)'/.exec(error.message)?.[1];
  return found === undefined ? [] : [found];
}

function retryTime(
  failure: Failure,
  retryAfter: string | undefined,
  error: ForeignError | null,
  nowMs: number,
): number | null {
  const askedMs = retryAfterMs(retryAfter, nowMs);
  if (askedMs !== null) return nowMs + askedMs;
  if (failure.code !== 'REQUEST_LIMIT_EXCEEDED') return null;
  const isConcurrency = /concurrent/i.test(error?.message ?? '');
  return nowMs + (isConcurrency ? limits.salesforceConcurrencyPauseMs : limits.salesforceApiLimitPauseMs);
}

/** Whatever stands where errors are expected → our own shape; things that are no errors are left out. */
export function foreignErrors(body: unknown): readonly ForeignError[] {
  const list: readonly unknown[] = Array.isArray(body) ? body : [body];
  return list.flatMap((entry) => {
    if (typeof entry !== 'object' || entry === null) return [];
    const item = entry as Record<string, unknown>;
    const code = item['errorCode'] ?? item['statusCode'];
    if (typeof code !== 'string') return [];
    const message = typeof item['message'] === 'string' ? item['message'] : '';
    return [{ code, message, fields: texts(item['fields']), relatedIds: relatedIds(item, message) }];
  });
}

/** Records that a duplicate rule found, or that holds the value. Salesforce misspells the property in some versions. */
function relatedIds(item: Record<string, unknown>, message: string): readonly string[] {
  const result = (item['duplicateResult'] ?? item['duplicateResut']) as
    { matchResults?: readonly { matchRecords?: readonly { record?: { Id?: unknown } }[] }[] } | undefined;
  const matches = result?.matchResults?.flatMap((match) => match.matchRecords ?? []) ?? [];
  const ids = texts(matches.map((match) => match.record?.Id));
  const holder = /on record with id: ([A-Za-z0-9]{15,18})/.exec(message)?.[1];
  return holder === undefined ? ids : [...ids, holder];
}

function texts(values: unknown): readonly string[] {
  return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : [];
}
