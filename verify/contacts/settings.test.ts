// The oracle reads configurations by itself; where it does not understand one it has to say so.
import { describe, expect, it } from '@jest/globals';
import { Systems, type CastMember, type OrgRecord } from '../systems.js';
import { contactSettingsOf, takesRecord } from './settings.js';

const lena: CastMember = {
  role: 'rep',
  firstName: 'Lena',
  lastName: 'Rep',
  username: 'lena@example.org',
  userId: 'user-lena',
  mailboxId: 'box-lena',
};

function org(configuration: Record<string, unknown>, assignments: readonly OrgRecord[]): Systems {
  const fields = {
    Name: 'Management',
    Active__c: true,
    Contact_Direction__c: 'SalesforceToExchange',
    Contact_Scope__c: 'AllVisible',
    Contact_Conditions__c: '[{"field":"Department","operator":"equals","value":"Purchasing"}]',
    Contact_Field_Mapping__c: '{"Fax":"off","Birthdate":"toExchange"}',
    Contact_First_Link__c: 'LeaveBoth',
  };
  return new Systems({
    exchange: { mailboxes: [] },
    salesforce: {
      orgId: 'org',
      objects: {
        User: [{ Id: 'user-lena', ProfileId: 'managers' }],
        Exchange_Configuration_Assignment__c: assignments,
        Exchange_Configuration__c: [
          { Id: 'one', ...fields, ...configuration },
          { Id: 'other', ...fields, Name: 'Own', Contact_Conditions__c: null },
        ],
      },
    },
  });
}

const byProfile = { Id: 'a1', User__c: null, Profile_Id__c: 'managers', Configuration__c: 'one' };
const byUser = { Id: 'a2', User__c: 'user-lena', Profile_Id__c: null, Configuration__c: 'other' };

describe('the settings of a person', () => {
  it('come from the profile, and from an own assignment before that', () => {
    expect(contactSettingsOf(org({}, [byProfile]), lena)?.configuration).toBe('Management');
    expect(contactSettingsOf(org({}, [byProfile, byUser]), lena)?.configuration).toBe('Own');
  });

  it('are none without an assignment, and none where the configuration is not active', () => {
    expect(contactSettingsOf(org({}, []), lena)).toBeNull();
    expect(contactSettingsOf(org({ Active__c: false }, [byProfile]), lena)).toBeNull();
    expect(contactSettingsOf(org({}, [{ ...byProfile, IsDeleted: true }]), lena)).toBeNull();
  });

  it('start with the default directions of the fields and take those of the configuration', () => {
    const fields = contactSettingsOf(org({}, [byProfile]), lena)?.fields;
    expect(['Fax', 'Birthdate', 'Title', 'HomePhone'].map((name) => fields?.get(name))).toEqual([
      'off',
      'toExchange',
      'both',
      'off',
    ]);
  });

  it('are refused where the comparison does not understand them', () => {
    const conditions = '[{"field":"Department","operator":"contains","value":"P"}]';
    expect(() => contactSettingsOf(org({ Contact_Conditions__c: conditions }, [byProfile]), lena)).toThrow('contains');
    expect(() => contactSettingsOf(org({ Contact_Direction__c: 'Sideways' }, [byProfile]), lena)).toThrow('Management');
  });
});

describe('a record', () => {
  const settings = contactSettingsOf(org({}, [byProfile]), lena);
  const takes = (fields: Record<string, unknown>): boolean => {
    const record = { Id: 'r', IsDeleted: false, OwnerId: 'somebody', AccountId: 'a', Department: 'Purchasing' };
    return settings !== null && takesRecord(settings, lena, { ...record, ...fields });
  };

  it('is taken where the person sees it and the conditions hold, without case', () => {
    expect(takes({})).toBe(true);
    expect(takes({ Department: 'purchasing' })).toBe(true);
    expect(takes({ OwnerId: 'user-lena', AccountId: null })).toBe(true);
  });

  it('is not taken where it is deleted, private to somebody else, or out of the conditions', () => {
    expect(takes({ IsDeleted: true })).toBe(false);
    expect(takes({ AccountId: null })).toBe(false);
    expect(takes({ Department: 'Finance' })).toBe(false);
    expect(takes({ Department: null })).toBe(false);
  });
});
