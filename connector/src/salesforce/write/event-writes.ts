// Writing events as one person. An event has no external id, so a create is an insert: without an answer it is in doubt
// and looked up by its meeting key, never repeated unseen. Nothing is sent that asks Salesforce to write mail. Rule:
// ports/salesforce-events.ts.
import type { Outcome } from '../../core/failure.js';
import type { SalesforceEventId } from '../../core/model.js';
import type { Client } from '../client.js';
import { createRecords, updateRecords, type Fields } from './collections.js';

export function createEvents(
  client: Client,
  records: readonly Fields[],
): Promise<readonly Outcome<SalesforceEventId>[]> {
  return createRecords(client, 'Event', records);
}

export function updateEvents(
  client: Client,
  records: readonly { readonly id: SalesforceEventId; readonly fields: Fields }[],
): Promise<readonly Outcome<null>[]> {
  const rows = records.map(({ id, fields }) => ({ ...fields, id }));
  return updateRecords(client, 'Event', rows);
}
