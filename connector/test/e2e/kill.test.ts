// Killed at any call of a first sync of contacts, started again: nobody doubled, nobody lost, no human step (law P8).
import { describe, it } from '@jest/globals';
import { killCalls, killEverywhere } from './support/killing.js';

const contactsEachWay = 200;

describe('a connector that is killed in its first sync', () => {
  it(`doubles and loses nobody, wherever it is killed (${killCalls} calls)`, async () => {
    await killEverywhere({
      people: [{ direction: 'BothWays', salesforceContacts: contactsEachWay, exchangeContacts: contactsEachWay }],
      synced: ['Contacts_Synced__c', 2 * contactsEachWay],
      expected: {
        wrong: [],
        // One company of five has no account.
        explained: { ACCOUNT_NOT_MATCHED: contactsEachWay / 5 },
        contacts: [[2 * contactsEachWay, 2 * contactsEachWay, 2 * contactsEachWay]],
        events: [[0, 0]],
      },
    });
  }, 1_500_000);
});
