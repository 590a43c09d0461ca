// The one place where Salesforce's refusals become failures of ours (core/failure.ts). Branches on codes, never on
// texts; the few texts that must be looked at (token endpoint, names of fields and records) are looked at here and go
// no further, because they quote people's data. Which codes there are: reference list StatusCode of the API; the token
// endpoint's: OAuth 2.0 error codes of Salesforce.
import { limits } from '../core/limits.js';
import type { Failure, FailureClass } from '../core/failure.js';
import { saysNothing, type NoAnswer } from '../wire/no-answer.js';
import { classTable } from '../wire/class-table.js';
import { retryAfterMs } from '../wire/retry-after.js';

/** One error as Salesforce writes it: `errorCode` in single answers, `statusCode` in items of a collection. */
export interface ForeignError {
  readonly code: string;
  readonly message: string;
  readonly fields: readonly string[];
  readonly relatedIds: readonly string[];
}

const classOfCode = classTable<string>({
  // API_DISABLED_FOR_ORG of one person too: the permission API Enabled is missing.
  auth: ['INVALID_SESSION_ID', 'INVALID_AUTH_HEADER', 'INVALID_LOGIN', 'API_DISABLED_FOR_ORG'],
  permission: [
    ...['INSUFFICIENT_ACCESS', 'INSUFFICIENT_ACCESS_OR_READONLY', 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY'],
    ...['CANNOT_CREATE_ANOTHER_MANAGED_COMPONENT', 'FUNCTIONALITY_NOT_ENABLED', 'FORBIDDEN', 'TRANSFER_REQUIRES_READ'],
    ...['INVALID_FIELD', 'INVALID_FIELD_FOR_INSERT_UPDATE', 'INVALID_TYPE', 'INVALID_TYPE_FOR_OPERATION'],
  ],
  notFound: ['NOT_FOUND', 'ENTITY_IS_DELETED', 'INVALID_CROSS_REFERENCE_KEY'],
  conflict: [
    ...['DUPLICATES_DETECTED', 'DUPLICATE_VALUE', 'DUPLICATE_EXTERNAL_ID', 'MULTIPLE_CHOICES', 'PRECONDITION_FAILED'],
  ],
  tooLarge: [
    ...['STRING_TOO_LONG', 'OPERATION_TOO_LARGE', 'EXCEEDED_ID_LIMIT', 'QUERY_TOO_COMPLICATED', 'URI_TOO_LONG'],
  ],
  needsResync: ['INVALID_QUERY_LOCATOR'],
  throttled: ['REQUEST_LIMIT_EXCEEDED', 'LIMIT_EXCEEDED', 'STORAGE_LIMIT_EXCEEDED', 'TOO_MANY_REQUESTS'],
  transient: [
    ...['UNABLE_TO_LOCK_ROW', 'SERVER_UNAVAILABLE', 'UNKNOWN_EXCEPTION', 'QUERY_TIMEOUT', 'REQUEST_RUNNING_TOO_LONG'],
    'API_CURRENTLY_DISABLED',
  ],
  bug: ['MALFORMED_QUERY', 'JSON_PARSER_ERROR', 'METHOD_NOT_ALLOWED', 'UNSUPPORTED_MEDIA_TYPE'],
});

const systemWideCodes = new Set(['REQUEST_LIMIT_EXCEEDED', 'API_CURRENTLY_DISABLED']);

/** What an HTTP status says where the code says nothing. */
const classOfStatus = classTable<number>({
  auth: [401],
  permission: [403],
  notFound: [404],
  conflict: [409, 412],
  tooLarge: [413, 414, 431],
  throttled: [429],
  bug: [501],
});

function classByStatus(status: number): FailureClass {
  const isSilent = saysNothing(status) || status >= 500 || status < 400;
  return classOfStatus.get(status) ?? (isSilent ? 'transient' : 'invalid');
}

/** An answer that refuses the whole request. A write that ended like this may have happened all the same. */
export function failureOfAnswer(
  status: number,
  error: ForeignError | null,
  context: { readonly isWrite: boolean; readonly nowMs: number; readonly retryAfter?: string | undefined },
): Failure {
  // jsforce names an answer without a code ERROR_HTTP_504.
  const code = error === null || error.code.startsWith('ERROR_HTTP_') ? `HTTP_${status}` : error.code;
  const failure = named(code, classOfCode.get(code) ?? classByStatus(status), error);
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
  return named(code, classOfCode.get(code) ?? 'invalid', error);
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
