import { afterEach, describe, expect, it } from '@jest/globals';
import { openWorkbench, type Workbench } from '../support/workbench.js';

describe('a first sync of contacts', () => {
  let bench: Workbench;
  afterEach(() => bench.stop());

  it('makes every Salesforce contact of the person in the folder, once', async () => {
    bench = await openWorkbench({ cast: 'plain', plainPeople: [{ direction: 'SalesforceToExchange', salesforceContacts: 50, exchangeContacts: 0 }] }, {logLevel: 'debug'});
    await bench.settle();
    const mailbox = bench.emulator.exchange.dump().mailboxes.find((box) => box.contacts.length > 0);
    expect(mailbox?.contacts).toHaveLength(50);
  });
});
