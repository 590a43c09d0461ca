// Writes of one chunk to Salesforce, as the person: creates (an upsert by our key, so a repeat makes no second
// record), updates, deletes. 200 a call. One refused record never stops the others. Rule:
// docs/architecture.md, "How creating is made repeat-safe".
import { canonicalValue } from '../../../core/contact/canonical.js';
import { emailsOf } from '../../../core/contact/map-exchange.js';
import { contactFieldNames, fieldRow, type ContactField } from '../../../core/contact/fields.js';
import { lastNameFor, salesforceBody } from '../../../core/contact/map-salesforce.js';
import { syncKey } from '../../../core/contact/sync-key.js';
import { success, type Outcome } from '../../../core/failure.js';
import { limits } from '../../../core/limits.js';
import type {
  AccountId,
  ContactAction,
  ContactValues,
  FieldProblem,
  SalesforceContactId,
} from '../../../core/model.js';
import { untouched, type Applied } from './applied.js';
import type { ContactAccess, FoundAccount, ReadyRun } from '../../part/services.js';
import { beginIntents } from './intents.js';

type Create = Extract<ContactAction, { kind: 'createInSalesforce' }>;
type Settle = Extract<ContactAction, { kind: 'settle' }>;
type Delete = Extract<ContactAction, { kind: 'deleteInSalesforce' }>;

interface Prepared<A> {
  readonly action: A;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly written: ContactValues;
  readonly problems: readonly FieldProblem[];
}

export async function createInSalesforce(
  run: ReadyRun,
  access: ContactAccess,
  actions: readonly Create[],
): Promise<Outcome<readonly Applied[]>> {
  if (actions.length === 0) return success([]);
  const { hasher, store, clock } = run.services;
  const claimsOf = (action: Create): readonly string[] =>
    emailsOf(action.exchange.raw).map((email) => hasher.keyHash('claim', email));
  const claims = [...new Set(actions.flatMap(claimsOf))];
  const granted = await store.claimCreates(run.person, claims, clock.nowMs(), clock.nowMs() + limits.createClaimMs);
  const results: Applied[] = [];
  const ready: Prepared<Create>[] = [];
  for (const action of actions) {
    if (!claimsOf(action).every((claim) => granted.has(claim))) {
      results.push({ ...untouched(action), postponed: 'EMAIL_CLAIMED' });
      continue;
    }
    const prepared = prepareCreate(run, access, action);
    if (prepared === null) results.push({ ...untouched(action), postponed: 'MISSING_LAST_NAME' });
    else ready.push(prepared);
  }
  await beginIntents(
    run,
    'salesforce',
    ready.map(({ action }) => action.exchange.id),
  );
  const outcomes = await access.org.createContacts(
    ready.map(({ action, fields }) => ({
      key: syncKey(run.services.orgId, run.mailboxId, action.exchange.id),
      fields,
    })),
  );
  ready.forEach((prepared, index) => results.push(appliedOf(prepared, outcomes[index])));
  // Whoever was made stays claimed for a while: another person's run may have looked before it could be seen.
  const refused = ready.filter((_, index) => isRefused(outcomes[index])).flatMap(({ action }) => claimsOf(action));
  await store.releaseCreates(run.person, refused);
  return success(results);
}

export async function updateInSalesforce(
  run: ReadyRun,
  access: ContactAccess,
  actions: readonly Settle[],
): Promise<readonly { readonly action: Settle; readonly applied: Applied }[]> {
  const prepared = actions.map((action) => prepareFields(run, access.writable, action, action.toSalesforce, []));
  const toWrite = prepared.filter(({ fields }) => Object.keys(fields).length > 0);
  const outcomes = await access.org.updateContacts(
    toWrite.map(({ action, fields }) => ({ id: action.salesforce.id, fields })),
  );
  const written = new Map(toWrite.map(({ action }, index) => [action, withId(outcomes[index], action.salesforce.id)]));
  return prepared.map((one) => ({ action: one.action, applied: appliedOf(one, written.get(one.action)) }));
}

export async function deleteInSalesforce(
  access: ContactAccess,
  actions: readonly Delete[],
): Promise<readonly Applied[]> {
  if (actions.length === 0) return [];
  const outcomes = await access.org.deleteContacts(actions.map((action) => action.salesforce.id));
  return actions.map((action, index) => {
    const outcome = withId(outcomes[index], action.salesforce.id);
    return outcome === undefined ? untouched(action) : { ...untouched(action), salesforce: outcome };
  });
}

/** Companies that these actions want to write, looked up once a run: one exact account each, or none. */
export async function findAccounts(
  run: ReadyRun,
  access: ContactAccess,
  actions: readonly ContactAction[],
): Promise<Outcome<null>> {
  const names = new Map<string, string>();
  for (const action of actions) {
    const name = companyToWrite(action);
    if (name !== '' && !run.accounts.has(foldCompany(name))) names.set(foldCompany(name), name);
  }
  if (names.size === 0) return success(null);
  const found = await access.org.findAccounts([...names.values()]);
  if (!found.ok) return found;
  const matches = new Map<string, Map<AccountId, FoundAccount>>();
  for (const account of found.value) {
    const key = foldCompany(account.name);
    matches.set(key, (matches.get(key) ?? new Map<AccountId, FoundAccount>()).set(account.id, account));
  }
  for (const key of names.keys()) {
    const [only = null, ...others] = matches.get(key)?.values() ?? [];
    run.accounts.set(key, others.length === 0 ? only : null);
  }
  return success(null);
}

function companyToWrite(action: ContactAction): string {
  if (action.kind === 'createInSalesforce') return action.values['Account.Name'] ?? '';
  return action.kind === 'settle' ? (action.toSalesforce['Account.Name'] ?? '') : '';
}

/** Exact but for case and blanks around it; accents count (docs/sync-rules.md). */
function foldCompany(name: string): string {
  return name.trim().toLowerCase();
}

function prepareCreate(run: ReadyRun, access: ContactAccess, action: Create): Prepared<Create> | null {
  const lastName = lastNameFor(action.exchange);
  if (lastName === null) return null;
  const flowing = Object.fromEntries(
    contactFieldNames
      .filter((field) => run.settings.fields[field] !== 'toExchange' && (action.values[field] ?? '') !== '')
      .map((field) => [field, action.values[field]]),
  ) as ContactValues;
  const problems: FieldProblem[] = lastName.isDerived ? [{ field: 'LastName', reason: 'MISSING_LAST_NAME' }] : [];
  return prepareFields(run, access.createable, action, { ...flowing, LastName: lastName.lastName }, problems);
}

function prepareFields<A extends Create | Settle>(
  run: ReadyRun,
  allowed: ReadonlySet<ContactField>,
  action: A,
  values: ContactValues,
  more: readonly FieldProblem[],
): Prepared<A> {
  const refused = contactFieldNames.filter((field) => values[field] !== undefined && !allowed.has(field));
  const wanted = Object.fromEntries(
    Object.entries(values).filter(([field]) => !refused.includes(field as ContactField)),
  ) as ContactValues;
  const accountOf = (name: string): FoundAccount | null => run.accounts.get(foldCompany(name)) ?? null;
  const body = salesforceBody(wanted, (name) => accountOf(name)?.id ?? null);
  const dropped = new Set(body.problems.map(({ field }) => field));
  const sent = Object.fromEntries(
    Object.entries(wanted).filter(([field]) => !dropped.has(field as ContactField)),
  ) as ContactValues;
  // The contact will show the account's own name, which may differ in case from what was typed in Exchange.
  const account = accountOf(sent['Account.Name'] ?? '');
  const written = account === null ? sent : { ...sent, 'Account.Name': canonicalValue('Account.Name', account.name) };
  const hidden = refused
    .filter((field) => fieldRow(field).isOptional !== true)
    .map((field): FieldProblem => ({ field, reason: 'NO_FIELD_ACCESS' }));
  return { action, fields: body.fields, written, problems: [...action.problems, ...more, ...body.problems, ...hidden] };
}

function isRefused(outcome: Outcome<SalesforceContactId> | undefined): boolean {
  return outcome?.ok === false && outcome.failure.isInDoubt !== true;
}

function appliedOf(prepared: Prepared<Create | Settle>, outcome: Outcome<SalesforceContactId> | undefined): Applied {
  const { action, written, problems } = prepared;
  return outcome === undefined ? { action, written, problems } : { action, written, problems, salesforce: outcome };
}

function withId(outcome: Outcome<null> | undefined, id: SalesforceContactId): Outcome<SalesforceContactId> | undefined {
  if (outcome === undefined) return undefined;
  return outcome.ok ? success(id) : outcome;
}
