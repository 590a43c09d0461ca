// What has to hold of contacts once things are quiet: every mistake that the oracle is for is planted here once.
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Told } from '../told.js';
import { sentence } from '../words.js';
import { findUnquietContacts } from './quiet.js';
import { aiko, item, keyOf, mira, record, samuel, World } from './world.js';

const calm: Told = {
  pairs: [],
  remembered: new Set(),
  reasons: new Map(),
  counts: { leftOut: 0, waiting: 0, issues: 0 },
  open: 0,
};
const pair = (recordId: string, itemId: string) => ({ recordId, itemId, span: null });

let world: World;
let told: Map<string, Told>;

beforeEach(() => {
  world = new World();
  told = new Map([
    [mira.userId, { ...calm, pairs: [pair('m1', 'xm1'), pair('m2', 'xm2')] }],
    [aiko.userId, { ...calm, pairs: [pair('a1', 'xa1')] }],
    [samuel.userId, { ...calm, pairs: [pair('s1', 'xs1')] }],
  ]);
});

function tell(owner: typeof mira, change: (earlier: Told) => Partial<Told>): void {
  const earlier = told.get(owner.userId) ?? calm;
  told.set(owner.userId, { ...earlier, ...change(earlier) });
}

/** `status`: what the rows say; else what they should. */
function unquiet(isNameGivenOnce = false, status?: Readonly<Record<string, unknown>>): readonly string[] {
  world.after.statuses = [...told].map(([userId, { pairs, counts }]) => ({
    Id: `status-${userId}`,
    Person_Key__c: userId,
    Contacts_Synced__c: pairs.length,
    Contacts_Left_Out__c: counts.leftOut,
    Contacts_Waiting__c: counts.waiting,
    Contact_Issues__c: counts.issues,
    ...status,
  }));
  return findUnquietContacts({ ...world.input(), isNameGivenOnce }, told).map(sentence);
}

describe('contacts that came to rest', () => {
  it('are in order where pairs agree and everything else is told of', () => {
    expect(unquiet(true)).toEqual([]);
  });

  it('are not where a field differs, unless the direction leaves a person alone who wrote it', () => {
    world.item('xa1').properties['department'] = 'Purchasing';
    const wrong = ['(Aiko) Nora a1 Department is empty in Salesforce and "Purchasing" in Exchange'];
    expect(unquiet()).toEqual(wrong);
    world.ledger.edited.push({ side: 'exchange', id: 'xa1', field: 'Title' });
    expect(unquiet()).toEqual(wrong);
    world.ledger.edited.push({ side: 'exchange', id: 'xa1', field: 'Department' });
    expect(unquiet()).toEqual([]);
    world.record('m1')['Department'] = 'Purchasing';
    world.ledger.edited.push({ side: 'salesforce', id: 'm1', field: 'Department' });
    expect(unquiet()).toEqual(['(Mira) Nora m1 Department is "Purchasing" in Salesforce and empty in Exchange']);
  });

  it.each<[what: string, plant: () => void]>([
    ['deleted', () => (world.item('xm2').isDeleted = true)],
    ['moved away', () => (world.item('xm2').parentFolderId = 'default-Mira')],
    ['deleted in Salesforce', () => (world.record('m2')['IsDeleted'] = true)],
  ])('are not where half of a pair was %s', (_, plant) => {
    plant();
    expect(unquiet()).toContain('(Mira) xm2 counts as in step, and half of it is gone');
  });

  it('are not where something is neither in step nor told of, on either side', () => {
    tell(mira, () => ({ pairs: [pair('m1', 'xm1')] }));
    const untold = '(Mira) Nora m2 is not in step, and the connector does not tell of it';
    expect(unquiet()).toEqual([untold, untold]);
    tell(mira, () => ({ reasons: new Map([['xm2', ['ALREADY_LINKED']]]) }));
    expect(unquiet()).toEqual([untold]);
    tell(mira, () => ({ remembered: new Set(['m2']) }));
    expect(unquiet()).toEqual([]);
  });

  it('are not where a pair is of a record that is not for this person', () => {
    tell(aiko, ({ pairs }) => ({ pairs: [...pairs, pair('m1', 'foreign')] }));
    world.after.items.push(item('foreign', aiko, 'm1'));
    expect(unquiet()).toEqual(['(Aiko) Nora m1 is in the folder, but its record is not for this person']);
  });

  it('are not where a name that is given once stands twice, be it without an address', () => {
    for (const Id of ['one', 'two']) {
      world.after.contacts.push(record(Id, samuel, { LastName: 'Again', Email: null, AccountId: null }));
    }
    expect(unquiet()).toEqual([]);
    expect(unquiet(true)).toEqual(['Nora Again is in Salesforce twice']);
  });

  it('are not where a private contact got into Salesforce, unless it was in the folder once', () => {
    world.record('s1')['Exchange_Sync_Key__c'] = keyOf(mira, 'private');
    expect(unquiet()).toEqual(['(Mira) Nora grandma is outside Salesforce_Sync and private, and got into Salesforce']);
    world.ledger.movedOut.add('private');
    expect(unquiet()).toEqual([]);
  });

  it('count a copy in the folder only once it is in step as well', () => {
    world.after.items.push(item('copy', mira, 'm2'));
    tell(mira, () => ({ reasons: new Map([['copy', ['COPY_OF_LINKED']]]) }));
    expect(unquiet(true)).toEqual([]);
    tell(mira, ({ pairs }) => ({ pairs: [...pairs, pair('m2', 'copy')] }));
    expect(unquiet(true)).toEqual(['(Mira) Nora m2 is in the folder twice']);
  });

  it.each(['Contacts_Synced__c', 'Contacts_Left_Out__c', 'Contacts_Waiting__c', 'Contact_Issues__c'])(
    'are not where the status has another number in %s',
    (field) => {
      const wrong = unquiet(false, { [field]: 7 });
      expect(wrong).toHaveLength(3);
      expect(wrong[0]).toMatch(`(Mira) Mira has the status ${field} 7, and it is `);
    },
  );

  it('are not while something waits, or a create was begun and did not end', () => {
    tell(samuel, () => ({ open: 1, counts: { leftOut: 0, waiting: 2, issues: 0 } }));
    expect(unquiet()).toEqual([
      '(Samuel) Samuel was begun by the connector and never ended',
      '(Samuel) Samuel still waits',
    ]);
  });

  it('have one status row a person', () => {
    unquiet();
    world.after.statuses.pop();
    expect(() => findUnquietContacts(world.input(), told)).toThrow('0 status rows of one person');
  });
});
