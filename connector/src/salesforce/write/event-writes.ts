// Writing events as one person. An event has no external id, so a create is an insert: without an answer it is in doubt
// and looked up by its meeting key, never repeated unseen. Nothing is sent that asks Salesforce to write mail. Rule:
// ports/salesforce-events.ts.
import { success, type Outcome } from '../../core/failure.js';
import type { SalesforceEventId } from '../../core/model.js';
import type { Client } from '../client.js';
import { createRecords, updateRecords, withoutValue, type Fields } from './collections.js';

export async function createEvents(
  client: Client,
  records: readonly Fields[],
): Promise<readonly Outcome<SalesforceEventId>[]> {
  const made = await createRecords<SalesforceEventId>(client, 'Event', records);
  return made.map((outcome) => (outcome.ok ? success(outcome.value.id) : outcome));
}

export async function updateEvents(
  client: Client,
  records: readonly { readonly id: SalesforceEventId; readonly fields: Fields }[],
): Promise<readonly Outcome<null>[]> {
  const rows = records.map(({ id, fields }) => ({ ...fields, id }));
  return (await updateRecords(client, 'Event', rows)).map(withoutValue);
}
