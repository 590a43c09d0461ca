// The settings of events are read by hand too; what the comparison does not understand it has to refuse.
import { describe, expect, it } from '@jest/globals';
import { Systems } from '../systems.js';
import { eventSettingsOf } from './settings.js';
import { mira } from './world.js';

function org(fields: Readonly<Record<string, unknown>>): Systems {
  const configuration = {
    Id: 'one',
    Name: 'Field sales',
    Active__c: true,
    Event_Direction__c: 'ExchangeToSalesforce',
    Event_Selection__c: 'ByCategory',
    Event_Category__c: 'CRM',
    Event_Private__c: 'BusyTimeOnly',
    Event_Text__c: 'DoNotSync',
    Event_Relate__c: 'Off',
    Event_Leave_Out_Free__c: true,
    Event_Days_Back__c: 30,
    Event_Days_Ahead__c: 90,
    ...fields,
  };
  const assignment = { Id: 'a', User__c: mira.userId, Profile_Id__c: null, Configuration__c: 'one' };
  const objects = {
    Exchange_Configuration_Assignment__c: [assignment],
    Exchange_Configuration__c: [configuration],
  };
  return new Systems({ exchange: { mailboxes: [] }, salesforce: { orgId: 'org', objects } });
}

describe('what a configuration says of events', () => {
  it('is read from its record', () => {
    const settings = eventSettingsOf(org({}), mira);
    expect(settings).toEqual({
      selection: 'ByCategory',
      category: 'CRM',
      privateEvents: 'BusyTimeOnly',
      takesText: false,
      relates: false,
      leavesOut: { internal: false, declined: false, cancelled: false, free: true, allDay: false, words: [] },
      daysBack: 30,
      daysAhead: 90,
    });
  });

  it('has words that stand one a line or between commas, without case and accents', () => {
    const words = eventSettingsOf(org({ Event_Leave_Out_Words__c: 'Lunch\nCaf\u00e9 break; gym,' }), mira)?.leavesOut
      .words;
    expect(words).toEqual(['lunch', 'cafe break', 'gym']);
  });

  it('is nothing where events do not sync, or the configuration is not active', () => {
    expect(eventSettingsOf(org({ Event_Direction__c: 'DoNotSync', Event_Selection__c: null }), mira)).toBeNull();
    expect(eventSettingsOf(org({ Active__c: false }), mira)).toBeNull();
  });

  it.each([
    ['Event_Direction__c', 'BothWays'],
    ['Event_Selection__c', null],
    ['Event_Private__c', 'Sometimes'],
    ['Event_Leave_Out_Domains__c', 'press.example'],
    ['Event_Days_Back__c', '30'],
  ])('is refused where %s is %j', (field, value) => {
    expect(() => eventSettingsOf(org({ [field]: value }), mira)).toThrow(`${field} of the configuration Field sales`);
  });
});
