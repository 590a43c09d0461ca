// Writes of one chunk to Exchange: creates with a stamp, updates and deletes under If-Match. 20 a batch, one batch at
// a time.
import { contactFieldNames } from '../../../core/contact/fields.js';
import { graphBodyForCreate, graphBodyForUpdate } from '../../../core/contact/graph-body.js';
import type { ContactAction, ContactValues } from '../../../core/model.js';
import type { ContactSettings } from '../../../core/settings/contact.js';
import { untouched, type Applied } from './applied.js';
import type { ReadyRun } from '../../part/services.js';
import { beginIntents } from './intents.js';
import { stampText } from '../first-pass/recover.js';
import { plainStamp } from '../first-pass/unlinked.js';

type Create = Extract<ContactAction, { kind: 'createInExchange' }>;
type Settle = Extract<ContactAction, { kind: 'settle' }>;
type Delete = Extract<ContactAction, { kind: 'deleteInExchange' }>;

export async function createInExchange(run: ReadyRun, actions: readonly Create[]): Promise<readonly Applied[]> {
  if (actions.length === 0) return [];
  const intents = await beginIntents(
    run,
    'exchange',
    actions.map((action) => action.salesforce.id),
  );
  const bodies = actions.map((action, index) => {
    const intent = intents[index];
    return graphBodyForCreate(
      flowingToExchange(action.values, run.settings),
      intent === undefined ? '' : stampText(run, intent),
    );
  });
  const outcomes = await run.services.exchange.createContacts(run.mailboxId, run.folderId, bodies);
  return actions.map((action, index) => {
    const outcome = outcomes[index];
    return outcome === undefined ? untouched(action) : { ...untouched(action), exchange: outcome };
  });
}

/** The stamp goes along with the first update of an item that does not carry it yet. */
export async function updateInExchange(
  run: ReadyRun,
  actions: readonly Settle[],
): Promise<ReadonlyMap<Settle, NonNullable<Applied['exchange']>>> {
  const toWrite = actions.filter((action) => Object.keys(action.toExchange).length > 0);
  if (toWrite.length === 0) return new Map();
  const outcomes = await run.services.exchange.updateContacts(
    run.mailboxId,
    toWrite.map((action) => ({
      id: action.exchange.id,
      version: action.exchange.version,
      body: graphBodyForUpdate(action.toExchange, action.exchange, missingStamp(run, action)),
    })),
  );
  return new Map(
    toWrite.flatMap((action, index) => {
      const outcome = outcomes[index];
      return outcome === undefined ? [] : [[action, outcome] as const];
    }),
  );
}

export async function deleteInExchange(run: ReadyRun, actions: readonly Delete[]): Promise<readonly Applied[]> {
  if (actions.length === 0) return [];
  const outcomes = await run.services.exchange.deleteContacts(
    run.mailboxId,
    actions.map(({ exchange }) => ({ id: exchange.id, version: exchange.version })),
  );
  return actions.map((action, index) => {
    const outcome = outcomes[index];
    return outcome === undefined ? untouched(action) : { ...untouched(action), exchange: outcome };
  });
}

export function carriesStampOf(action: Settle): boolean {
  return action.exchange.stamp?.record === action.salesforce.id;
}

function missingStamp(run: ReadyRun, action: Settle): string | undefined {
  return carriesStampOf(action) ? undefined : plainStamp(run, action.salesforce.id);
}

/** Those of the values whose field the configuration lets out of Salesforce. */
export function flowingToExchange(values: ContactValues, settings: ContactSettings): ContactValues {
  return Object.fromEntries(
    contactFieldNames
      .filter((field) => values[field] !== undefined && ['both', 'toExchange'].includes(settings.fields[field]))
      .map((field) => [field, values[field]]),
  );
}
