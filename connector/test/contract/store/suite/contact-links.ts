// Promises about what only links of contacts have: the account, the stamp, and who is to be woken. Part of contract.ts;
// what they share with events is in links.ts.
import { expect, it } from '@jest/globals';
import type { StorePort } from '../../../../src/ports/store.js';
import {
  accountId,
  ada,
  ben,
  newEventLink,
  newLink,
  salesforceEventId,
  salesforceId,
  withEventLinks,
  withLinks,
} from '../samples.js';

export function contactLinkPromises(store: () => StorePort): void {
  it('finds syncing links by account', async () => {
    const sameAccount = { accountId: accountId(1) };
    await withLinks(store(), [
      newLink(1),
      newLink(2, { ...sameAccount, state: 'made' }),
      newLink(3, { ...sameAccount, state: 'movedOut' }),
      newLink(5, { ...sameAccount, state: 'forgotten' }),
    ]);
    await withLinks(store(), [newLink(4, sameAccount)], ben);
    const found = await store().linksByAccounts(ada, [accountId(1), accountId(9)]);
    expect(found.map((link) => link.ids.salesforce).sort()).toEqual([salesforceId(1), salesforceId(2)]);
    expect(await store().linksByAccounts(ada, [])).toEqual([]);
  });

  it('answers the syncing links whose Exchange item has no stamp yet', async () => {
    const bare = { isStamped: false };
    await withEventLinks(store(), [newEventLink(1)]);
    await withLinks(store(), [
      newLink(1),
      newLink(2, bare),
      newLink(3, { ...bare, state: 'movedOut' }),
      newLink(4, { ...bare, state: 'made' }),
      newLink(5, { ...bare, state: 'forgotten' }),
    ]);
    const salesforceIds = async (limit: number) =>
      (await store().unstampedLinks(ada, limit)).map((link) => link.ids.salesforce);
    expect(await salesforceIds(10)).toEqual([salesforceId(2), salesforceId(4)]);
    expect(await salesforceIds(1)).toEqual([salesforceId(2)]);
  });

  it('knows who has a syncing link to a contact or to a contact of an account', async () => {
    await withLinks(store(), [newLink(1), newLink(2, { state: 'leftReach' })]);
    await withLinks(store(), [newLink(1), newLink(3, { accountId: accountId(1), state: 'made' })], ben);
    await withEventLinks(store(), [newEventLink(1)]);
    const people = (contacts: readonly string[], accounts: readonly string[]) =>
      store().peopleLinkedTo({ contacts, accounts });
    expect(await people([salesforceId(1)], [])).toEqual([ada, ben]);
    expect(await people([salesforceId(3)], [accountId(1)])).toEqual([ada, ben]);
    expect(await people([salesforceId(2)], [accountId(2)])).toEqual([]);
    expect(await people([salesforceEventId(1)], [])).toEqual([]);
    expect(await people([], [])).toEqual([]);
  });
}
