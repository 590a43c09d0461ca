// How far a request is, written back into the org for people to see. The truth about a claimed request is in the
// connector's database.
import { assertNever, type Outcome } from '../../core/failure.js';
import type { RequestState } from '../../core/requests.js';
import type { RequestUpdate } from '../../ports/salesforce.js';
import type { Client } from '../client.js';
import { updateRecords, withoutValue } from '../write/collections.js';

export async function updateRequests(
  client: Client,
  updates: readonly RequestUpdate[],
): Promise<readonly Outcome<null>[]> {
  const records = updates.map(({ id, state, result, at }) => ({
    id,
    State__c: state,
    ...(result === undefined ? {} : { Result__c: result }),
    ...timeOf(state, at),
  }));
  return (await updateRecords(client, 'Exchange_Sync_Request__c', records)).map(withoutValue);
}

function timeOf(state: RequestState, at: string): Readonly<Record<string, string>> {
  switch (state) {
    case 'Queued':
      return {};
    case 'Running':
      return { Started_At__c: at };
    case 'Done':
    case 'Failed':
    case 'Expired':
      return { Finished_At__c: at };
    default:
      return assertNever(state);
  }
}
