// Writing contacts as one person. Creates go through the key field, so that a repeated create finds the record of the
// first attempt.
import type { Outcome } from '../../core/failure.js';
import type { PersonOrg } from '../../ports/salesforce.js';
import type { Client } from '../client.js';
import { deleteRecords, upsertRecords, type Fields } from './collections.js';
import { updateUnlessMoved } from './guarded.js';

const keyField = 'Exchange_Sync_Key__c';

type Calls = 'createContacts' | 'updateContacts' | 'deleteContacts';

export function contactWrites(client: () => Client): Pick<PersonOrg, Calls> {
  return {
    createContacts: (records) => {
      const rows = records.map(({ key, fields }) => ({ ...fields, [keyField]: key }));
      return inAccountOrder(
        rows,
        (row) => row,
        (some) => upsertRecords(client(), 'Contact', keyField, some),
      );
    },
    updateContacts: (records) =>
      inAccountOrder(
        records,
        ({ fields }) => fields,
        (some) => updateUnlessMoved(client(), 'Contact', some),
      ),
    deleteContacts: (ids) => deleteRecords(client(), ids),
  };
}

/**
 * A contact's write locks its account. Records of one account therefore travel side by side, in one call where they
 * fit, and calls follow each other: two of ours never wait for the same account. The outcomes come back in the order
 * given.
 */
async function inAccountOrder<Given, T>(
  records: readonly Given[],
  fieldsOf: (record: Given) => Fields,
  write: (records: readonly Given[]) => Promise<readonly Outcome<T>[]>,
): Promise<readonly Outcome<T>[]> {
  const accounts = records.map((record) => {
    const { AccountId } = fieldsOf(record);
    return typeof AccountId === 'string' ? AccountId : '';
  });
  const order = [...records.keys()].sort((a, b) => {
    const [left = '', right = ''] = [accounts[a], accounts[b]];
    return left < right ? -1 : left > right ? 1 : a - b;
  });
  const written = await write(order.map((index) => records[index] as Given));
  const outcomes: Outcome<T>[] = [];
  order.forEach((index, position) => (outcomes[index] = written[position] as Outcome<T>));
  return outcomes;
}
