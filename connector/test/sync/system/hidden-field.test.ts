// What an admin hides while everything is in step holds nobody up, whatever the object. Events once waited for an hour,
// until what the person may do was asked for again, while contacts went on at once: the frame asks for both now.
import { afterEach, describe, expect, it } from '@jest/globals';
import { REP_PROFILE } from '../../../../emulator/src/people/organisation.js';
import { addEventRep } from '../../support/event-sides.js';
import { benchFor, sidesOf } from '../../support/two-sides.js';
import type { Workbench } from '../../support/workbench.js';

let bench: Workbench;
afterEach(() => bench.stop());

interface Arrival {
  make(name: string): void;
  readonly arrived: () => readonly unknown[];
}

/** Of somebody whose contacts and events sync both ways there are. */
async function arrivals(): Promise<Readonly<Record<'Contact' | 'Event', Arrival>>> {
  ({ bench } = await benchFor('BothWays'));
  const rep = addEventRep(bench, 'Mara', { Contact_Direction__c: 'BothWays' });
  const contacts = sidesOf(bench, rep.person);
  return {
    Contact: {
      make: (surname) => contacts.outlook.createContact('Salesforce_Sync', { surname, jobTitle: 'CEO' }),
      arrived: () => contacts.inSalesforce().map(({ LastName }) => LastName),
    },
    Event: {
      make: (subject) => rep.meet(subject, 2, { location: { displayName: 'Room 4' } }),
      arrived: () => rep.inSalesforce().map(({ Subject }) => Subject),
    },
  };
}

describe('a field that is hidden when everything is in step', () => {
  it.each([
    ['Contact', 'Title'],
    ['Event', 'Location'],
  ] as const)('of a %s, %s, does not keep new ones waiting', async (object, field) => {
    const { make, arrived } = (await arrivals())[object];
    await bench.settle();
    make('First');
    await bench.settle();
    expect(arrived()).toEqual(['First']);
    bench.emulator.salesforce.setAccess(REP_PROFILE, object, { fields: { [field]: 'none' } });
    make('Second');
    // Twenty minutes, one sweep at least: what is known of the person's rights is an hour old at most.
    for (let half = 0; half < 40; half += 1) {
      bench.emulator.world.clock.advance(30_500);
      await bench.worker.round();
    }
    expect(arrived()).toEqual(['First', 'Second']);
  });
});
