// The one map from Graph's answers to our failure classes; nothing else in the connector looks at a status or a Graph
// code. It keeps codes and the names of contact properties, never message texts: those quote people's data. `notFound`
// on an item means that Graph named the item as gone, nothing less: deletes may follow from it. Rule:
// docs/sync-rules.md.
import { contactFieldNames, fieldRow } from '../core/contact/fields.js';
import type { Failure, FailureClass } from '../core/failure.js';
import { classTable } from '../wire/class-table.js';
import type { NoAnswer } from '../wire/no-answer.js';
import type { GraphAnswer } from './answer.js';

/**
 * What a request was about: the same code means different things for an item, for the mailbox itself and for a delta
 * link.
 */
export type Target = 'item' | 'mailbox' | 'directory' | 'deltaLink';

/** Lower-case Graph codes of each class, whatever the status. */
const classOfCode = classTable<string>({
  notFound: ['erroritemnotfound', 'errorfoldernotfound', 'errorsyncfoldernotfound'],
  conflict: ['errorfolderexists', 'errorirresolvableconflict'],
  needsResync: ['syncstatenotfound', 'syncstateinvalid', 'resyncrequired'],
  tooLarge: ['errorquotaexceeded', 'errormessagesizeexceeded'],
  invalid: [
    ...['errorinvalidproperty', 'errorpropertyvalidationfailure', 'errorinvalidrequest', 'errorinvalididmalformed'],
  ],
  bug: ['errorinvalidurlquery', 'errorinvalidurlqueryfilter'],
  transient: [
    ...['errorinternalservertransienterror', 'errormailboxmoveinprogress', 'errormailboxstoreunavailable'],
    'errorserverbusy',
  ],
});

/** Lower-case Graph code → our code for a mailbox that cannot be opened. Datacentres differ in the code they choose. */
const mailboxCodes: Readonly<Record<string, string>> = {
  mailboxnotenabledforrestapi: 'MAILBOX_NOT_IN_CLOUD',
  mailboxnotsupportedforrestapi: 'MAILBOX_NOT_IN_CLOUD',
  errorinvaliduser: 'MAILBOX_NOT_FOUND',
  errornonexistentmailbox: 'MAILBOX_NOT_FOUND',
  resourcenotfound: 'MAILBOX_NOT_FOUND',
  request_resourcenotfound: 'MAILBOX_NOT_FOUND',
  erroraccessdenied: 'MAILBOX_NO_ACCESS',
};

/** Contact properties that Graph may name in a refusal; the names are harmless, the rest of the text may not be. */
const contactProperties = [
  'displayName',
  ...new Set(
    contactFieldNames.map((field) => {
      const { exchange } = fieldRow(field);
      return exchange.kind === 'extended' ? 'singleValueExtendedProperties' : exchange.name;
    }),
  ),
];

/**
 * The failure of an answer that is no success. `retryAtMs` is for answers that ask for patience; it is passed on as it
 * is.
 */
export function failureOfAnswer(answer: GraphAnswer, target: Target, retryAtMs?: number): Failure {
  const foreignCode = codeOf(answer.body);
  const code = foreignCode ?? `HTTP_${answer.status}`;
  const key = code.toLowerCase();
  if (answer.status === 429) return { class: 'throttled', code, ...(retryAtMs === undefined ? {} : { retryAtMs }) };
  if (answer.status === 401) return { class: 'auth', code, isSystemWide: true };
  const mailboxCode = mailboxCodes[key];
  if (mailboxCode !== undefined) return mailboxFailure(mailboxCode, target);
  const known = classOfCode.get(key);
  if (target === 'deltaLink' && isDeadLink(answer.status, known)) return { class: 'needsResync', code };
  const failureClass = known ?? classOfStatus.get(answer.status) ?? (answer.status >= 500 ? 'transient' : 'bug');
  const fields = failureClass === 'invalid' ? propertiesNamedIn(answer.body) : [];
  return {
    class: failureClass,
    code,
    ...(fields.length === 0 ? {} : { fields }),
    ...(retryAtMs === undefined ? {} : { retryAtMs }),
    ...(failureClass === 'permission' && key === 'authorization_requestdenied' ? { isSystemWide: true } : {}),
  };
}

/** The failure of a request without an answer. Writes that may have arrived are in doubt. */
export function failureOfSilence({ code, wasSent }: NoAnswer, isWrite: boolean): Failure {
  return { class: 'transient', code, ...(isWrite && wasSent ? { isInDoubt: true } : {}) };
}

export function isSuccess(answer: GraphAnswer): boolean {
  return answer.status >= 200 && answer.status < 300;
}

/** A mailbox that cannot be opened says nothing about an item in it, so an item is never `notFound` because of it. */
function mailboxFailure(code: string, target: Target): Failure {
  const isAboutMailbox = target === 'mailbox' || target === 'directory';
  return { class: code === 'MAILBOX_NOT_FOUND' && isAboutMailbox ? 'notFound' : 'permission', code };
}

/**
 * A garbled token is answered with 400 `BadRequest`, an expired one with 410; a link that was good once is never our
 * bug.
 */
function isDeadLink(status: number, known: FailureClass | undefined): boolean {
  return status === 410 || (status === 400 && known !== 'notFound');
}

// Without a code that names an item, a 404 may come from anything on the way: nothing may follow from it.
const classOfStatus = classTable<number>({
  permission: [403],
  transient: [404, 408, 423, 424],
  conflict: [409, 412],
  needsResync: [410],
  tooLarge: [413, 507],
  invalid: [400, 422],
  bug: [501],
});

/** The foreign code when it looks like one. */
function codeOf(body: unknown): string | null {
  const code = errorPart(body)?.['code'];
  return typeof code === 'string' && /^[A-Za-z][A-Za-z0-9_.]{0,79}$/.test(code) ? code : null;
}

function propertiesNamedIn(body: unknown): string[] {
  const message = errorPart(body)?.['message'];
  if (typeof message !== 'string') return [];
  const words = new Set(message.toLowerCase().split(/[^a-z]+/));
  return contactProperties.filter((name) => words.has(name.toLowerCase()));
}

function errorPart(body: unknown): Record<string, unknown> | null {
  const error = (body as { error?: unknown } | null)?.error;
  return typeof error === 'object' && error !== null ? (error as Record<string, unknown>) : null;
}
