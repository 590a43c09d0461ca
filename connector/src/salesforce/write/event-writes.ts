// Writing events as one person. An event has no external id, so a create is an insert: without an answer it is in doubt
// and looked up by its meeting key, never repeated unseen. Nothing is sent that asks Salesforce to write mail. Rule:
// ports/salesforce-events.ts.
import { success } from '../../core/failure.js';
import type { SalesforceEventId } from '../../core/model.js';
import type { EventWrites } from '../../ports/salesforce-events.js';
import type { Client } from '../client.js';
import { createRecords, deleteRecords, updateRecords, withoutValue } from './collections.js';

export function eventWrites(client: () => Client): EventWrites {
  return {
    createEvents: async (records) => {
      const made = await createRecords<SalesforceEventId>(client(), 'Event', records);
      return made.map((outcome) => (outcome.ok ? success(outcome.value.id) : outcome));
    },
    updateEvents: async (records) => {
      const rows = records.map(({ id, fields }) => ({ ...fields, id }));
      return (await updateRecords(client(), 'Event', rows)).map(withoutValue);
    },
    deleteEvents: (ids) => deleteRecords(client(), ids),
  };
}
