// From actions to what will be sent: bodies, accounts, claims of addresses, and the intents that are written down
// before anything is sent. Sends nothing itself. Rule: docs/architecture.md, "How creating is made repeat-safe".
import type { ContactAction } from '../../../core/contact/action.js';
import { canonicalValue } from '../../../core/contact/canonical.js';
import { contactFieldNames, fieldRow, type ContactField } from '../../../core/contact/fields.js';
import { graphBodyForCreate, graphBodyForUpdate } from '../../../core/contact/graph-body.js';
import { emailsOf } from '../../../core/contact/map-exchange.js';
import { lastNameFor, salesforceBody } from '../../../core/contact/map-salesforce.js';
import type { ContactValues } from '../../../core/contact/model.js';
import { assertNever, success, type Outcome } from '../../../core/failure.js';
import { limits } from '../../../core/limits.js';
import { flowsOf, type FieldProblem } from '../../../core/merge.js';
import type { Side } from '../../../core/model.js';
import type { ReasonCode } from '../../../core/reasons.js';
import type { ContactSettings } from '../../../core/settings/contact.js';
import type { Intent } from '../../../ports/store.js';
import type { PreparedChunk } from '../../part/part.js';
import type { ContactAccess, ReadyRun } from '../context.js';
import { stampText } from '../marks.js';
import { accountNamed, findAccounts } from './accounts.js';

export type ActionOf<Kind extends ContactAction['kind']> = Extract<ContactAction, { kind: Kind }>;
type Body = Readonly<Record<string, unknown>>;

/** One action with what will be sent for it. A body that is absent or empty is not sent. */
export interface PreparedContact {
  readonly action: ContactAction;
  readonly toSalesforce?: Body;
  readonly toExchange?: Body;
  /** What really goes to Salesforce, after dropping what it could not take. */
  readonly written: ContactValues;
  readonly problems: readonly FieldProblem[];
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
  const { intentFor, begun } = await intentsFor(run, actions);
  const contacts = actions.map((action): PreparedContact => {
    switch (action.kind) {
      case 'createInSalesforce':
        return isClaimed(action) ? prepareRecord(run, access, action, intentFor) : postponed(action, 'EMAIL_CLAIMED');
      case 'createInExchange': {
        const stamp = stampText(run, action.salesforce.id, intentFor('exchange', action.salesforce.id));
        return {
          ...untouched(action),
          toExchange: graphBodyForCreate(outgoing(action.salesforce.values, run.settings), stamp),
        };
      }
      case 'settle':
        return prepareSettle(run, access, action);
      case 'deleteInExchange':
      case 'deleteInSalesforce':
      case 'retire':
      case 'leave':
        return untouched(action);
      default:
        return assertNever(action);
    }
  });
  return success({ contacts, intents: [...begun.values()] });
}

export function untouched(action: ContactAction): PreparedContact {
  return { action, written: {}, problems: 'problems' in action ? action.problems : [] };
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

/**
 * A later attempt for the same source keeps the intent's name, so that two attempts can be told from a copy that a
 * person made.
 */
async function intentsFor(run: ReadyRun, actions: readonly ContactAction[]) {
  const { services, person } = run;
  const begun = new Map<string, Intent>();
  const isCreate = ({ kind }: ContactAction): boolean => kind === 'createInExchange' || kind === 'createInSalesforce';
  const open = actions.some(isCreate) ? await services.store.openIntents(person) : [];
  const intentFor = (side: Side, sourceId: string): Intent => {
    const earlier = open.find((intent) => intent.side === side && intent.sourceId === sourceId);
    const id = earlier?.id ?? services.newId();
    const attempt = (earlier?.attempt ?? 0) + 1;
    const intent: Intent = { id, person, side, sourceId, attempt, begunAtMs: services.clock.nowMs() };
    begun.set(`${side} ${sourceId}`, intent);
    return intent;
  };
  return { intentFor, begun };
}

function prepareRecord(
  run: ReadyRun,
  access: ContactAccess,
  action: ActionOf<'createInSalesforce'>,
  intentFor: (side: Side, sourceId: string) => Intent,
): PreparedContact {
  const lastName = lastNameFor(action.exchange);
  if (lastName === null) return postponed(action, 'MISSING_LAST_NAME');
  intentFor('salesforce', action.exchange.id);
  const { values: held } = action.exchange;
  const values: ContactValues = Object.fromEntries(
    contactFieldNames
      .filter((field) => run.settings.fields[field] !== 'toExchange' && (held[field] ?? '') !== '')
      .map((field) => [field, held[field]]),
  );
  const prepared = prepareFields(run, access.createable, action, { ...values, LastName: lastName.lastName });
  if (!lastName.isDerived) return prepared;
  return { ...prepared, problems: [...prepared.problems, { field: 'LastName', reason: 'MISSING_LAST_NAME' }] };
}

function prepareSettle(run: ReadyRun, access: ContactAccess, action: ActionOf<'settle'>): PreparedContact {
  const prepared = prepareFields(run, access.writable, action, action.toSalesforce);
  if (Object.keys(action.toExchange).length === 0) return prepared;
  // The stamp goes along with the first update of an item that does not carry it yet.
  const stamp = carriesStamp(action) ? undefined : stampText(run, action.salesforce.id, null);
  return { ...prepared, toExchange: graphBodyForUpdate(action.toExchange, action.exchange, stamp) };
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
  return { action, toSalesforce: body.fields, written, problems };
}

function without(values: ContactValues, dropped: ReadonlySet<ContactField>): ContactValues {
  return Object.fromEntries(Object.entries(values).filter(([field]) => !dropped.has(field as ContactField)));
}

/** Those of the values whose field the configuration lets out of Salesforce. */
export function outgoing(values: ContactValues, settings: ContactSettings): ContactValues {
  return Object.fromEntries(
    contactFieldNames
      .filter((field) => values[field] !== undefined && flowsOf('BothWays', settings.fields[field]).toExchange)
      .map((field) => [field, values[field]]),
  );
}
