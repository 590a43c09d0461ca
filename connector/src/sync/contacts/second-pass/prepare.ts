// From actions to what will be sent: bodies, accounts, claims of addresses, and the rows that are written down
// before anything is sent. Sends nothing itself. Rule: docs/architecture.md, "How creating is made repeat-safe".
import type { ActionOf, ContactAction } from '../../../core/contact/action.js';
import { canonicalValue } from '../../../core/contact/canonical.js';
import { contactFieldNames, fieldRow, type ContactField } from '../../../core/contact/fields.js';
import { graphBodyForCreate, graphBodyForUpdate } from '../../../core/contact/graph-body.js';
import { emailsOf } from '../../../core/contact/map-exchange.js';
import { lastNameFor, salesforceBody } from '../../../core/contact/map-salesforce.js';
import type { ContactValues } from '../../../core/contact/model.js';
import { assertNever, success, type Outcome } from '../../../core/failure.js';
import { limits } from '../../../core/limits.js';
import type { BySide } from '../../../core/link.js';
import type { FieldProblem } from '../../../core/merge.js';
import type { ReasonCode } from '../../../core/reasons.js';
import type { SentRow } from '../../../core/sent/row.js';
import type { PreparedChunk } from '../../part/part.js';
import { isTriedTooOften } from '../../part/sent.js';
import type { ContactAccess, ReadyRun } from '../context.js';
import { stampOfUpdate, stampText } from '../marks.js';
import { accountNamed, findAccounts } from './accounts.js';
import { SentRows } from './sent-rows.js';
import { outgoing } from './values-after.js';

type Body = Readonly<Record<string, unknown>>;

/** One action with what will be sent for it. A body that is absent or empty is not sent. */
export interface PreparedContact {
  readonly action: ContactAction;
  readonly toSalesforce?: Body;
  readonly toExchange?: Body;
  /** What really goes to Salesforce, after dropping what it could not take. */
  readonly written: ContactValues;
  readonly problems: readonly FieldProblem[];
  /** What is written down before it is sent, by the side that is written. */
  readonly rows: Partial<BySide<SentRow>>;
  /** Not tried at all, for this reason. */
  readonly postponed?: ReasonCode;
}

export interface PreparedContacts extends PreparedChunk {
  readonly contacts: readonly PreparedContact[];
}

export async function prepareContacts(
  run: ReadyRun,
  access: ContactAccess,
  actions: readonly ContactAction[],
): Promise<Outcome<PreparedContacts>> {
  const accounts = await findAccounts(run, access, actions);
  if (!accounts.ok) return accounts;
  const isClaimed = await claimAddresses(run, actions);
  const rows = new SentRows(run, await run.services.store.sentRows(run.person));
  const prepared = actions.map((action): PreparedContact => {
    switch (action.kind) {
      case 'createInSalesforce':
        return isClaimed(action) ? prepareRecord(run, access, action, rows) : postponed(action, 'EMAIL_CLAIMED');
      case 'createInExchange': {
        const exchange = rows.inExchange(action);
        const stamp = stampText(run, action.salesforce.id, exchange);
        const toExchange = graphBodyForCreate(outgoing(action.salesforce.values, run.settings), stamp);
        return { ...untouched(action), toExchange, rows: { exchange } };
      }
      case 'settle':
        return prepareSettle(run, access, action, rows);
      case 'deleteInExchange':
        // A double that we left behind ourselves has no memory to lose.
        return action.link === null
          ? untouched(action)
          : { ...untouched(action), rows: { exchange: rows.ofDelete(action, action.link) } };
      case 'deleteInSalesforce':
        return { ...untouched(action), rows: { salesforce: rows.ofDelete(action, action.link) } };
      case 'retire':
      case 'leave':
        return untouched(action);
      default:
        return assertNever(action);
    }
  });
  const contacts = prepared.map((one) => (isTriedTooOften(one.rows) ? untouched(waiting(one.action)) : one));
  return success({ contacts, rows: contacts.flatMap((one) => Object.values(one.rows)) });
}

function waiting(action: ContactAction): ContactAction {
  const exchange = 'exchange' in action ? action.exchange.id : null;
  const salesforce = 'salesforce' in action ? action.salesforce.id : null;
  const item = { side: exchange === null ? 'salesforce' : 'exchange', itemId: exchange ?? salesforce ?? '' } as const;
  return { kind: 'leave', ...item, reason: 'NEVER_ANSWERED' };
}

export function untouched(action: ContactAction): PreparedContact {
  return { action, written: {}, problems: 'problems' in action ? action.problems : [], rows: {} };
}

function postponed(action: ContactAction, reason: ReasonCode): PreparedContact {
  return { ...untouched(action), postponed: reason };
}

export function addressClaims({ services }: ReadyRun, { exchange }: ActionOf<'createInSalesforce'>): readonly string[] {
  return emailsOf(exchange.raw).map((email) => services.hasher.keyHash('claim', email));
}

/** Two people with one contact in their folders would both make it: whoever is first claims its addresses. */
async function claimAddresses(
  run: ReadyRun,
  actions: readonly ContactAction[],
): Promise<(action: ActionOf<'createInSalesforce'>) => boolean> {
  const { store, clock } = run.services;
  const creates = actions.filter((action) => action.kind === 'createInSalesforce');
  const claims = [...new Set(creates.flatMap((action) => addressClaims(run, action)))];
  const nowMs = clock.nowMs();
  const granted =
    claims.length === 0
      ? new Set<string>()
      : await store.claimCreates(run.person, claims, nowMs, nowMs + limits.createClaimMs);
  return (action) => addressClaims(run, action).every((claim) => granted.has(claim));
}

function prepareRecord(
  run: ReadyRun,
  access: ContactAccess,
  action: ActionOf<'createInSalesforce'>,
  rows: SentRows,
): PreparedContact {
  const lastName = lastNameFor(action.exchange);
  if (lastName === null) return postponed(action, 'MISSING_LAST_NAME');
  const { values: held } = action.exchange;
  const values: ContactValues = Object.fromEntries(
    contactFieldNames
      .filter((field) => run.settings.fields[field] !== 'toExchange' && (held[field] ?? '') !== '')
      .map((field) => [field, held[field]]),
  );
  const fields = prepareFields(run, access.createable, action, { ...values, LastName: lastName.lastName });
  const prepared = { ...fields, rows: { salesforce: rows.inSalesforce(action, fields.written) } };
  if (!lastName.isDerived) return prepared;
  return { ...prepared, problems: [...prepared.problems, { field: 'LastName', reason: 'MISSING_LAST_NAME' }] };
}

function prepareSettle(
  run: ReadyRun,
  access: ContactAccess,
  action: ActionOf<'settle'>,
  rows: SentRows,
): PreparedContact {
  const { salesforce, exchange, toExchange } = action;
  const fields = prepareFields(run, access.writable, action, action.toSalesforce);
  const isWritten = Object.keys(fields.toSalesforce ?? {}).length > 0;
  const inSalesforce = isWritten ? { salesforce: rows.ofUpdate(action, 'salesforce', fields.written) } : {};
  const prepared = { ...fields, rows: inSalesforce };
  if (Object.keys(toExchange).length === 0) return prepared;
  const row = rows.ofUpdate(action, 'exchange', toExchange);
  const stamp = stampOfUpdate(run, salesforce.id, exchange.stamp, row);
  return {
    ...prepared,
    toExchange: graphBodyForUpdate(toExchange, exchange, stamp),
    rows: { ...inSalesforce, exchange: row },
  };
}

export function carriesStamp({ exchange, salesforce }: ActionOf<'settle'>): boolean {
  return exchange.stamp?.record === salesforce.id;
}

function prepareFields(
  run: ReadyRun,
  allowed: ReadonlySet<ContactField>,
  action: ActionOf<'createInSalesforce' | 'settle'>,
  values: ContactValues,
): PreparedContact {
  const refused = contactFieldNames.filter((field) => values[field] !== undefined && !allowed.has(field));
  const wanted = without(values, new Set(refused));
  const body = salesforceBody(wanted, (name) => accountNamed(run, name)?.id ?? null);
  const sent = without(wanted, new Set(body.problems.map(({ field }) => field)));
  // The contact will show the account's own name, which may differ in case from what was typed in Exchange.
  const account = accountNamed(run, sent['Account.Name'] ?? '');
  const written = account === null ? sent : { ...sent, 'Account.Name': canonicalValue('Account.Name', account.name) };
  const noAccess = refused
    .filter((field) => fieldRow(field).isOptional !== true)
    .map((field): FieldProblem => ({ field, reason: 'NO_FIELD_ACCESS' }));
  const problems = [...action.problems, ...body.problems, ...noAccess];
  return { action, toSalesforce: body.fields, written, problems, rows: {} };
}

function without(values: ContactValues, dropped: ReadonlySet<ContactField>): ContactValues {
  return Object.fromEntries(Object.entries(values).filter(([field]) => !dropped.has(field as ContactField)));
}
