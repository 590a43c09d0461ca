// Writing events as one person. An event has no external id, so a create is an insert: without an answer it is in doubt
// and looked up by its meeting key, never repeated unseen. Nothing is sent that asks Salesforce to write mail. Rule:
// ports/salesforce-events.ts.
import type { EventWrites } from '../../ports/salesforce-events.js';
import type { Client } from '../client.js';
import { createRecords, deleteRecords, updateRecords } from './collections.js';

export function eventWrites(client: () => Client): EventWrites {
  return {
    createEvents: (records) => createRecords(client(), 'Event', records),
    updateEvents: (records) => {
      const rows = records.map(({ id, fields }) => ({ ...fields, id }));
      return updateRecords(client(), 'Event', rows);
    },
    deleteEvents: (ids) => deleteRecords(client(), ids),
  };
}
