import { describe, expect, it } from '@jest/globals';
import {
  configurationFields,
  configurationFromRow,
  effectiveConfiguration,
  type Assignment,
  type Configuration,
} from './configuration.js';
import { contactFieldNames, contactFields } from '../contact/fields.js';
import type { PersonId } from '../model.js';

const empty = { Id: 'a0100000000001AAA', Name: 'Sales' };

function faultsOf(fields: Record<string, unknown>) {
  return configurationFromRow({ ...empty, ...fields }).faults;
}

function conditions(list: unknown): Record<string, unknown> {
  return { Contact_Conditions__c: JSON.stringify(list) };
}

function mapping(overrides: unknown, direction = 'BothWays'): Record<string, unknown> {
  return { Contact_Direction__c: direction, Contact_Field_Mapping__c: JSON.stringify(overrides) };
}

describe('a configuration row', () => {
  it('with nothing chosen syncs nothing, is inactive and has the first value of every setting', () => {
    expect(configurationFromRow(empty)).toEqual({
      id: empty.Id,
      name: 'Sales',
      isActive: false,
      faults: [],
      contacts: {
        direction: 'DoNotSync',
        scope: 'Owned',
        conditions: [],
        leavesReach: 'KeepCopy',
        severalMatches: 'MostRecentlyUpdated',
        firstLink: 'LeaveBoth',
        conflict: 'SalesforceWins',
        deletedInExchange: 'KeepOtherCopy',
        deletedInSalesforce: 'KeepOtherCopy',
        fields: Object.fromEntries(contactFieldNames.map((name) => [name, contactFields[name].direction])),
      },
      events: {
        direction: 'DoNotSync',
        selection: 'ByCategory',
        category: '',
        privateEvents: 'DoNotSync',
        text: 'Sync',
        deleted: 'KeepInSalesforce',
        relate: 'Off',
        leaveOut: {
          internal: true,
          declined: true,
          cancelled: true,
          free: false,
          allDay: false,
          domains: [],
          words: [],
        },
        daysBack: 30,
        daysAhead: 365,
        severalMatches: 'MostRecentlyUpdated',
      },
    });
  });

  it('gives every setting that was chosen', () => {
    const { contacts, isActive, faults } = configurationFromRow({
      ...empty,
      Active__c: true,
      Contact_Direction__c: 'BothWays',
      Contact_Scope__c: 'AllVisible',
      Contact_Leaves_Reach__c: 'RemoveUnchangedCopy',
      Contact_Several_Matches__c: 'Ask',
      Contact_First_Link__c: 'Exchange',
      Contact_Conflict__c: 'LatestChangeWins',
      Contact_Deleted_In_Exchange__c: 'DeleteOtherCopy',
      Contact_Deleted_In_Salesforce__c: 'DeleteOtherCopy',
    });
    expect({ isActive, faults }).toEqual({ isActive: true, faults: [] });
    expect(contacts).toMatchObject({
      direction: 'BothWays',
      scope: 'AllVisible',
      leavesReach: 'RemoveUnchangedCopy',
      severalMatches: 'Ask',
      firstLink: 'Exchange',
      conflict: 'LatestChangeWins',
      deletedInExchange: 'DeleteOtherCopy',
      deletedInSalesforce: 'DeleteOtherCopy',
    });
  });

  it('is read with all the fields that decide something', () => {
    expect(configurationFields).toContain('Contact_Several_Matches__c');
    expect(configurationFields).toContain('Contact_Field_Mapping__c');
    expect(configurationFields).toContain('Event_Leave_Out_Words__c');
    expect(new Set(configurationFields).size).toBe(configurationFields.length);
  });

  it('with an unknown picklist value names the field and falls back to what does no harm', () => {
    const { contacts, faults } = configurationFromRow({ ...empty, Contact_Deleted_In_Exchange__c: 'DeleteAll' });
    expect(faults).toEqual([{ field: 'Contact_Deleted_In_Exchange__c', problem: 'unknown value' }]);
    expect(contacts.deletedInExchange).toBe('KeepOtherCopy');
  });
});

describe('conditions', () => {
  it('keep field, operator and value and nothing else', () => {
    const { contacts, faults } = configurationFromRow({
      ...empty,
      ...conditions([
        { field: 'Account.Industry', operator: 'in', value: ['Energy', 'Media'], label: 'x' },
        { field: 'Level__c', operator: 'equals', value: null },
        { field: 'Score__c', operator: 'greater', value: 3 },
      ]),
    });
    expect(faults).toEqual([]);
    expect(contacts.conditions).toEqual([
      { field: 'Account.Industry', operator: 'in', value: ['Energy', 'Media'] },
      { field: 'Level__c', operator: 'equals', value: null },
      { field: 'Score__c', operator: 'greater', value: 3 },
    ]);
  });

  it.each([
    ['text that is no JSON', { Contact_Conditions__c: '[{"field":' }, 'not readable'],
    ['the word null', { Contact_Conditions__c: 'null' }, 'not readable'],
    ['an object instead of a list', conditions({ field: 'Title' }), 'not readable'],
    ['an entry without operator', conditions([{ field: 'Title', value: 'x' }]), 'not readable'],
    ['a value of no known kind', conditions([{ field: 'Title', operator: 'equals', value: { a: 1 } }]), 'not readable'],
    ['an unknown operator', conditions([{ field: 'Title', operator: 'like', value: 'x' }]), 'unknown value'],
    [
      'a field that is no name',
      conditions([{ field: "Title = 'x'", operator: 'equals', value: 'x' }]),
      'unknown value',
    ],
    [
      'a path over two relations',
      conditions([{ field: 'Account.Owner.Name', operator: 'equals', value: 'x' }]),
      'unknown value',
    ],
    ['a list for one value', conditions([{ field: 'Title', operator: 'equals', value: ['x'] }]), 'contradiction'],
    ['an empty list', conditions([{ field: 'Title', operator: 'in', value: [] }]), 'contradiction'],
    ['greater than nothing', conditions([{ field: 'Title', operator: 'greater', value: null }]), 'contradiction'],
    ['starting with nothing', conditions([{ field: 'Title', operator: 'startsWith', value: '' }]), 'contradiction'],
  ])('with %s are a fault', (_what, fields, problem) => {
    expect(faultsOf(fields)).toEqual([{ field: 'Contact_Conditions__c', problem }]);
  });
});

describe('the field mapping', () => {
  it('overrides the table field by field', () => {
    const { contacts, faults } = configurationFromRow({
      ...empty,
      ...mapping({ Fax: 'off', Description: 'both', Title: 'toExchange', Phone: 'toSalesforce' }),
    });
    expect(faults).toEqual([]);
    expect(contacts.fields).toMatchObject({
      Fax: 'off',
      Description: 'both',
      Title: 'toExchange',
      Phone: 'toSalesforce',
      MobilePhone: 'both',
      Birthdate: 'off',
    });
  });

  it('takes the usual direction of a fixed field as no override', () => {
    expect(faultsOf(mapping({ Email: 'both' }))).toEqual([]);
  });

  it.each([
    ['no JSON', { Contact_Field_Mapping__c: '{"Fax"' }, 'not readable'],
    ['a list', mapping(['Fax']), 'not readable'],
    ['an unknown field', mapping({ Faxx: 'off' }), 'unknown value'],
    [
      'a name that objects have from birth',
      { Contact_Field_Mapping__c: '{"__proto__":"off","toString":"off"}' },
      'unknown value',
    ],
    ['an unknown direction', mapping({ Fax: 'sideways' }), 'unknown value'],
    ['a fixed field turned off', mapping({ LastName: 'off' }), 'contradiction'],
    [
      'a field against Salesforce to Exchange',
      mapping({ Fax: 'toSalesforce' }, 'SalesforceToExchange'),
      'contradiction',
    ],
    ['a field against Exchange to Salesforce', mapping({ Fax: 'toExchange' }, 'ExchangeToSalesforce'), 'contradiction'],
  ])('with %s is a fault and leaves the table as it is', (_what, fields, problem) => {
    const { faults, contacts } = configurationFromRow({ ...empty, ...fields });
    expect(faults).toEqual([{ field: 'Contact_Field_Mapping__c', problem }]);
    expect(contacts.fields.Fax).toBe('both');
    expect(contacts.fields.LastName).toBe('both');
  });
});

describe('the configuration of a person', () => {
  const configuration = (id: string, isActive = true): Configuration => ({
    ...configurationFromRow({ ...empty, Id: id, Active__c: isActive }),
  });
  const toUser = (configurationId: string): Assignment => ({
    configurationId,
    target: { kind: 'user', userId: '005000000000001AAA' as PersonId },
  });
  const toProfile = (configurationId: string): Assignment => ({
    configurationId,
    target: { kind: 'profile', profileId: '00e000000000001AAA' },
  });
  const user = { id: '005000000000001AAA' as PersonId, profileId: '00e000000000001AAA' };
  const all = [configuration('a3'), configuration('a1'), configuration('a2', false)];

  it('is the one of the own assignment, whatever the profile has', () => {
    expect(effectiveConfiguration(all, [toProfile('a1'), toUser('a3')], user)).toMatchObject({
      kind: 'active',
      configuration: { id: 'a3' },
      furtherIds: [],
    });
  });

  it('is the one of the profile where there is no own assignment', () => {
    expect(effectiveConfiguration(all, [toProfile('a1')], user)).toMatchObject({
      kind: 'active',
      configuration: { id: 'a1' },
    });
  });

  it('is inactive where the own assignment leads to an inactive one, though the profile has an active one', () => {
    expect(effectiveConfiguration(all, [toProfile('a1'), toUser('a2')], user)).toMatchObject({
      kind: 'inactive',
      configuration: { id: 'a2' },
    });
  });

  it('is the same one of several in whatever order they come, and the others are named', () => {
    const forwards = effectiveConfiguration(all, [toUser('a1'), toUser('a3')], user);
    const backwards = effectiveConfiguration([...all].reverse(), [toUser('a3'), toUser('a1'), toUser('a3')], user);
    expect(forwards).toMatchObject({ configuration: { id: 'a1' }, furtherIds: ['a3'] });
    expect(backwards).toEqual(forwards);
  });

  it('is none where nothing is assigned, or only to others, or to a configuration that is gone', () => {
    const other: Assignment = {
      configurationId: 'a1',
      target: { kind: 'user', userId: '005000000000002AAA' as PersonId },
    };
    expect(effectiveConfiguration(all, [], user)).toEqual({ kind: 'none' });
    expect(effectiveConfiguration(all, [other], user)).toEqual({ kind: 'none' });
    expect(effectiveConfiguration(all, [toUser('a9')], user)).toEqual({ kind: 'none' });
  });
});
