// Killed at any call of a first sync of events, started again: none doubled, none lost, no human step (law P8). Two
// people sync, because for one of them 120 events are less than fifty calls.
import { describe, it } from '@jest/globals';
import { killCalls, killEverywhere } from './support/killing.js';

const events = 120;
const person = { direction: 'DoNotSync', salesforceContacts: 40, exchangeContacts: 0, events } as const;

describe('a connector that is killed in its first sync of events', () => {
  it(`doubles and loses none, wherever it is killed (${killCalls} calls)`, async () => {
    await killEverywhere({
      people: [person, person],
      synced: ['Events_Synced__c', events],
      expected: {
        wrong: [],
        // So many meetings of this cast have strangers only in them.
        explained: { NOT_RELATED: 3 },
        contacts: [
          [0, 0, 0],
          [0, 0, 0],
        ],
        events: [
          [events, events],
          [events, events],
        ],
      },
    });
  }, 1_500_000);
});
