// Sends what was prepared: Salesforce first (its records are what Exchange items are stamped with), then Exchange. 200
// a call to Salesforce, 20 a batch to Exchange, one batch at a time. Every action comes back with its outcomes; one
// refused record never stops the others.
import type { ActionOf, ContactAction } from '../../../core/contact/action.js';
import type { GraphContact } from '../../../core/contact/model.js';
import { success, type Failure, type Outcome } from '../../../core/failure.js';
import type { SalesforceContactId } from '../../../core/model.js';
import type { SavedContact } from '../../../ports/salesforce.js';
import { isFieldRefused } from '../../part/access-once.js';
import type { SentChunk } from '../../part/part.js';
import type { ContactAccess, ReadyRun } from '../context.js';
import { keyOf } from '../marks.js';
import { addressClaims, type PreparedContact, type PreparedContacts } from './prepare.js';

export interface SentContact extends PreparedContact {
  /** Of the write to Salesforce, absent when there was none. */
  readonly salesforce?: Outcome<SavedContact>;
  /** Of the write to Exchange (null = deleted), absent when there was none. */
  readonly exchange?: Outcome<GraphContact | null>;
}

export interface SentContacts extends SentChunk {
  readonly contacts: readonly SentContact[];
}

type Written<Value> = ReadonlyMap<PreparedContact, Outcome<Value>>;

export async function sendContacts(
  run: ReadyRun,
  { org }: ContactAccess,
  { contacts }: PreparedContacts,
): Promise<SentContacts> {
  const { exchange } = run.services;
  const created = await write(
    contacts,
    'createInSalesforce',
    (one) => one.toSalesforce,
    (all) => org.createContacts(all.map(({ action, body }) => ({ key: keyOf(run, action.exchange.id), fields: body }))),
  );
  await releaseRefused(run, created);
  const updated = await write(
    contacts,
    'settle',
    (one) => one.toSalesforce,
    (all) =>
      org.updateContacts(
        all.map(({ action, body }) => ({ id: action.salesforce.id, version: action.salesforce.version, fields: body })),
      ),
  );
  const changed = await write(
    contacts,
    'settle',
    (one) => one.toExchange,
    (all) =>
      exchange.updateContacts(
        run.mailboxId,
        all.map(({ action, body }) => ({ id: action.exchange.id, version: action.exchange.version, body })),
      ),
  );
  const removed = await write(contacts, 'deleteInSalesforce', always, (all) =>
    deleted(
      org,
      all.map(({ action }) => action.salesforce.id),
    ),
  );
  const made = await write(
    contacts,
    'createInExchange',
    (one) => one.toExchange,
    (all) =>
      exchange.createContacts(
        run.mailboxId,
        run.placeId,
        all.map(({ body }) => body),
      ),
  );
  const cleared = await write(contacts, 'deleteInExchange', always, (all) =>
    exchange.deleteContacts(
      run.mailboxId,
      all.map(({ action: { exchange: item } }) => ({ id: item.id, version: item.version })),
    ),
  );
  const inSalesforce = new Map([...created, ...updated, ...removed]);
  const inExchange = new Map<PreparedContact, Outcome<GraphContact | null>>([...changed, ...made, ...cleared]);
  return {
    contacts: contacts.map((one) => withOutcomes(one, inSalesforce.get(one), inExchange.get(one))),
    hitsFieldAccess: [...inSalesforce.values()].some(isFieldRefused),
    // The delta has not shown our new items yet, and one that is deleted before it does is never reported as removed.
    looksAgainSoon: [...made.values()].some(({ ok }) => ok),
  };
}

interface Call<Kind extends ContactAction['kind']> {
  readonly action: ActionOf<Kind>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A delete has no body. */
const always = (): Readonly<Record<string, unknown>> => ({ isDelete: true });

/** All writes of one kind in one call; no call where there is nothing to write. */
async function write<Kind extends ContactAction['kind'], Value>(
  contacts: readonly PreparedContact[],
  kind: Kind,
  bodyOf: (one: PreparedContact) => Readonly<Record<string, unknown>> | undefined,
  send: (calls: readonly Call<Kind>[]) => Promise<readonly Outcome<Value>[]>,
): Promise<Written<Value>> {
  const wanted = contacts.flatMap((one) => {
    const body = bodyOf(one) ?? {};
    if (one.action.kind !== kind || one.postponed !== undefined || Object.keys(body).length === 0) return [];
    return [{ one, call: { action: one.action as ActionOf<Kind>, body } }];
  });
  if (wanted.length === 0) return new Map();
  const outcomes = await send(wanted.map(({ call }) => call));
  return new Map(
    wanted.flatMap(({ one }, index) => {
      const outcome = outcomes[index];
      return outcome === undefined ? [] : [[one, outcome] as const];
    }),
  );
}

async function deleted(
  org: ContactAccess['org'],
  ids: readonly SalesforceContactId[],
): Promise<readonly Outcome<SavedContact>[]> {
  const outcomes = await org.deleteContacts(ids);
  return ids.flatMap((id, index) => {
    const outcome = outcomes[index];
    return outcome === undefined ? [] : [outcome.ok ? success({ id, answeredAtMs: null }) : outcome];
  });
}

/** Whoever was made stays claimed for a while: another person's run may have looked before it could be seen. */
async function releaseRefused(run: ReadyRun, created: Written<SavedContact>): Promise<void> {
  const refused = [...created].flatMap(([{ action }, outcome]) => {
    const isRefused = !outcome.ok && outcome.failure.isInDoubt !== true;
    return isRefused && action.kind === 'createInSalesforce' ? addressClaims(run, action) : [];
  });
  if (refused.length > 0) await run.services.store.releaseCreates(run.person, refused);
}

function withOutcomes(
  one: PreparedContact,
  salesforce: Outcome<SavedContact> | undefined,
  exchange: Outcome<GraphContact | null> | undefined,
): SentContact {
  return {
    ...one,
    ...(salesforce === undefined ? {} : { salesforce }),
    ...(exchange === undefined ? {} : { exchange }),
  };
}

export function failureOf({ exchange, salesforce }: SentContact): Failure | null {
  if (exchange !== undefined && !exchange.ok) return exchange.failure;
  return salesforce !== undefined && !salesforce.ok ? salesforce.failure : null;
}
