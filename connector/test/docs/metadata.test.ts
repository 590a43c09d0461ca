// What force-app has to say of every field: nothing else in the repository would miss it before a real org does.
import { describe, expect, it } from '@jest/globals';
import { fieldsGranted, fieldsOf, hasHistoryOfNames, objectNames, picklistOf } from './force-app.js';

/** Salesforce keeps the history of so many fields of an object; a deployment with more is refused. */
const fieldsWithHistoryMax = 20;

/** Who may do what with the fields that can be granted at all. */
const grants = [
  ['Exchange_Configuration__c', 'Exchange_Sync_Admin', 'edit'],
  ['Exchange_Configuration__c', 'Exchange_Sync_Connector', 'edit'],
  ['Exchange_Connector__c', 'Exchange_Sync_Admin', 'read'],
  ['Exchange_Connector__c', 'Exchange_Sync_Connector', 'edit'],
  ['Exchange_Sync_Status__c', 'Exchange_Sync_Admin', 'read'],
  ['Exchange_Sync_Status__c', 'Exchange_Sync_Connector', 'edit'],
  ['Exchange_Sync_Status__c', 'Exchange_Sync_Person', 'read'],
  ['Exchange_Sync_Issue__c', 'Exchange_Sync_Admin', 'read'],
  ['Exchange_Sync_Issue__c', 'Exchange_Sync_Connector', 'edit'],
  ['Exchange_Sync_Issue__c', 'Exchange_Sync_Person', 'read'],
] as const;

describe('the permission sets', () => {
  it.each(grants)('give every field of %s to %s, to %s', (object, permissionSet, right) => {
    const grantable = fieldsOf(object).filter(({ isRequired }) => !isRequired);
    const granted = fieldsGranted(permissionSet, object);
    expect(granted.size).toBeGreaterThan(5);
    expect(Object.fromEntries(granted)).toEqual(Object.fromEntries(grantable.map(({ name }) => [name, right])));
  });

  it.each(['Exchange_Configuration__c', 'Exchange_Connector__c', 'Exchange_Sync_Settings__c'])(
    'give people nothing of %s',
    (object) => {
      expect(fieldsGranted('Exchange_Sync_Person', object).size).toBe(0);
    },
  );

  it('let admins write the settings of the whole system, and the connector only read them', () => {
    const optional = fieldsOf('Exchange_Sync_Settings__c').filter(({ isRequired }) => !isRequired);
    for (const [permissionSet, right] of [
      ['Exchange_Sync_Admin', 'edit'],
      ['Exchange_Sync_Connector', 'read'],
    ] as const) {
      const granted = fieldsGranted(permissionSet, 'Exchange_Sync_Settings__c');
      expect(Object.fromEntries(granted)).toEqual(Object.fromEntries(optional.map(({ name }) => [name, right])));
    }
  });
});

describe('the objects', () => {
  it('keep a history of no more fields than an org can', () => {
    const counts = objectNames().map((object): [string, number] => {
      const tracked = fieldsOf(object).filter(({ hasHistory }) => hasHistory).length;
      return [object, tracked + (hasHistoryOfNames(object) ? 1 : 0)];
    });
    expect(Object.fromEntries(counts)['Exchange_Configuration__c']).toBeGreaterThan(10);
    expect(counts.filter(([, count]) => count > fieldsWithHistoryMax)).toEqual([]);
  });

  it('know the same states of contacts and of events', () => {
    const status = 'Exchange_Sync_Status__c';
    expect(picklistOf(status, 'Event_State__c')).toEqual(picklistOf(status, 'Contact_State__c'));
  });
});
