// Writing contacts as one person. Creates go through the key field, so that a repeated create finds the record of the
// first attempt.
import type { Outcome } from '../../core/failure.js';
import type { SalesforceContactId } from '../../core/model.js';
import type { Client } from '../client.js';
import { updateRecords, upsertRecords, type Fields } from './collections.js';

const keyField = 'Exchange_Sync_Key__c';

export async function createContacts(
  client: Client,
  records: readonly { readonly key: string; readonly fields: Fields }[],
): Promise<readonly Outcome<SalesforceContactId>[]> {
  const written = await inAccountOrder(
    records.map(({ key, fields }) => ({ ...fields, [keyField]: key })),
    (some) => upsertRecords(client, 'Contact', keyField, some),
  );
  return written as readonly Outcome<SalesforceContactId>[];
}

export async function updateContacts(
  client: Client,
  records: readonly { readonly id: SalesforceContactId; readonly fields: Fields }[],
): Promise<readonly Outcome<null>[]> {
  return inAccountOrder(
    records.map(({ id, fields }) => ({ ...fields, id })),
    (some) => updateRecords(client, 'Contact', some),
  );
}

/**
 * A contact's write locks its account. Records of one account therefore travel side by side, in one call where they
 * fit, and calls follow each other: two of ours never wait for the same account. The outcomes come back in the order
 * given.
 */
async function inAccountOrder<Value>(
  records: readonly Fields[],
  write: (records: readonly Fields[]) => Promise<readonly Outcome<Value>[]>,
): Promise<readonly Outcome<Value>[]> {
  const order = records.map((fields, index) => ({ index, account: accountOf(fields) }));
  order.sort((a, b) => (a.account < b.account ? -1 : a.account > b.account ? 1 : a.index - b.index));
  const written = await write(order.map(({ index }) => records[index] as Fields));
  const outcomes: Outcome<Value>[] = [];
  order.forEach(({ index }, position) => {
    outcomes[index] = written[position] as Outcome<Value>;
  });
  return outcomes;
}

function accountOf(fields: Fields): string {
  return typeof fields.AccountId === 'string' ? fields.AccountId : '';
}
