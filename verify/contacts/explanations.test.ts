// What a rule, or the ledger, explains of contacts is no disagreement, and each explanation holds no further than it
// says.
import { beforeEach, describe, expect, it } from '@jest/globals';
import { FOLDER_OF_ITEM } from './ledger.js';
import { aiko, item, mira, samuel, World } from './world.js';

let world: World;

beforeEach(() => {
  world = new World();
});

describe('a rule', () => {
  const reasons = (): (string | null)[] => world.compare().explained.map(({ reason }) => reason);

  it('explains a company that no account, or more than one, is named after', () => {
    const { properties } = world.item('xs1');
    world.record('s1')['AccountId'] = null;
    for (const company of ['Nobody Ltd', 'Twin']) {
      properties['companyName'] = company;
      expect(reasons()).toEqual(['ACCOUNT_NOT_MATCHED']);
    }
    world.record('s1')['AccountId'] = 'account-mill';
    expect(world.compare().agreement).toBe(false);
  });

  it('explains what Salesforce cannot take: an address that is none, a text that is too long, no last name', () => {
    const { properties } = world.item('xs1');
    Object.assign(properties, {
      emailAddresses: [{ address: 'nora(at)mill.example' }],
      jobTitle: 'x'.repeat(200),
      surname: '',
    });
    Object.assign(world.record('s1'), { Email: null, Title: `${'x'.repeat(127)}…`, LastName: 'Mill' });
    expect(reasons().sort()).toEqual(['FIELD_TOO_LONG', 'MALFORMED_EMAIL', 'MISSING_LAST_NAME']);
    world.record('s1')['Title'] = `${'y'.repeat(127)}…`;
    expect(world.compare().agreement).toBe(false);
  });

  it('keeps somebody with the address of another person out of Salesforce', () => {
    const other = item('other', samuel, 'other', null);
    other.properties['emailAddresses'] = [{ address: 'M1@mill.example' }];
    world.ledger.madeByPeople.add('other');
    world.after.items.push(other);
    expect(reasons()).toEqual(['EMAIL_SHARED']);
    other.properties['surname'] = 'm1';
    expect(world.compare().agreement).toBe(false);
  });

  it('leaves what a person put into a one-way folder where it is', () => {
    world.ledger.madeByPeople.add('own');
    world.after.items.push(item('own', aiko, 'own', null));
    expect(reasons()).toEqual(['NOT_IN_DIRECTION']);
  });

  it('leaves different what both had before they met, and nothing else', () => {
    const met = item('xm1', mira, 'm1', null);
    met.properties['jobTitle'] = 'Head of Buying';
    world.before.items.push(met);
    world.item('xm1').properties['jobTitle'] = 'Head of Buying';
    expect(reasons()).toEqual(['LEFT_DIFFERENT']);
    world.item('xm1').properties['jobTitle'] = 'Changed by somebody';
    expect(world.compare().agreement).toBe(false);
  });
});

describe('an expectation of the story', () => {
  it('explains a contact that stays alone, and is broken when it comes back', () => {
    world.item('xm2').isDeleted = true;
    world.ledger.gone.push({ side: 'exchange', id: 'xm2', reason: 'REMOVED_BY_PERSON' });
    world.ledger.alone.push({ person: mira.userId, side: 'salesforce', id: 'm2', reason: 'REMOVED_BY_PERSON' });
    expect(world.compare()).toMatchObject({ agreement: true, explained: [{ reason: 'REMOVED_BY_PERSON' }] });
    world.after.items.push(item('xm2-back', mira, 'm2'));
    expect(world.wrong()).toEqual(['should have stayed out of the folder']);
  });

  it('is broken when the contact that stays alone is deleted too', () => {
    world.record('m2')['IsDeleted'] = true;
    world.ledger.gone.push({ side: 'salesforce', id: 'm2', reason: 'REMOVED_BY_PERSON' });
    world.ledger.alone.push({ person: mira.userId, side: 'exchange', id: 'xm2', reason: 'REMOVED_BY_PERSON' });
    expect(world.compare().agreement).toBe(true);
    world.item('xm2').isDeleted = true;
    expect(world.wrong()).toContain('should still be in the folder');
  });

  it('is broken when something should be deleted and is there', () => {
    world.ledger.gone.push({ side: 'exchange', id: 'xm1', reason: 'DELETED_IN_SALESFORCE' });
    expect(world.wrong()).toEqual(['should be deleted in Exchange']);
  });

  it('explains a field that stays different only with the values it names', () => {
    world.item('xa1').properties['jobTitle'] = 'Seller';
    const line = { person: aiko.userId, recordId: 'a1', field: 'Title', salesforce: 'Buyer', reason: 'ONE_WAY' };
    world.ledger.different.push({ ...line, exchange: 'Seller' });
    expect(world.compare()).toMatchObject({ agreement: true, explained: [{ reason: 'ONE_WAY' }] });
    world.item('xa1').properties['jobTitle'] = 'Somebody wrote over it';
    expect(world.compare().agreement).toBe(false);
  });

  it('is broken when the wrong side won', () => {
    world.ledger.values.push({ side: 'salesforce', id: 'm1', field: 'Title', value: 'Head of Buying' });
    const what = 'Job title should be "Head of Buying" in Salesforce and is "Buyer"';
    expect(world.wrong()).toEqual([what]);
  });

  it('says in which folder a contact is', () => {
    world.item('xm1').parentFolderId = 'default-Mira';
    world.ledger.alone.push({ person: mira.userId, side: 'salesforce', id: 'm1', reason: 'MOVED_OUT' });
    world.ledger.values.push({ side: 'exchange', id: 'xm1', field: FOLDER_OF_ITEM, value: 'outside' });
    expect(world.compare()).toMatchObject({ agreement: true, explained: [{ reason: 'MOVED_OUT' }] });
    world.item('xm1').parentFolderId = 'sync-Mira';
    expect(world.compare().agreement).toBe(false);
  });

  it('lets a copy that a person made be neither a duplicate nor a loss', () => {
    world.ledger.madeByPeople.add('copy');
    world.ledger.alone.push({ person: mira.userId, side: 'exchange', id: 'copy', reason: 'COPY_OF_LINKED' });
    world.after.items.push(item('copy', mira, 'm1'));
    expect(world.compare()).toMatchObject({
      agreement: true,
      duplicates: [],
      explained: [{ reason: 'COPY_OF_LINKED' }],
    });
  });
});
