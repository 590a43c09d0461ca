import { describe, expect, it } from '@jest/globals';
import { configurationFromRow, type Configuration } from './configuration.js';

/** The smallest configuration that syncs events. */
const withEvents = { Event_Direction__c: 'ExchangeToSalesforce', Event_Selection__c: 'All' };

function read(fields: Record<string, unknown>): Configuration {
  return configurationFromRow({ Id: 'a0100000000001AAA', ...fields });
}

const faultsOf = (fields: Record<string, unknown>) => read({ ...withEvents, ...fields }).faults;
const leftOutBy = (fields: Record<string, unknown>) => read({ ...withEvents, ...fields }).events.leaveOut;

describe('event settings', () => {
  it('give everything that was chosen', () => {
    const { events, faults } = read({
      Contact_Several_Matches__c: 'OldestCreated',
      Event_Direction__c: 'ExchangeToSalesforce',
      Event_Selection__c: 'ByCategory',
      Event_Category__c: ' CRM ',
      Event_Private__c: 'BusyTimeOnly',
      Event_Text__c: 'DoNotSync',
      Event_Deleted__c: 'RemoveFromSalesforce',
      Event_Relate__c: 'ContactsOrOneLead',
      Event_Leave_Out_Internal__c: false,
      Event_Leave_Out_Declined__c: false,
      Event_Leave_Out_Cancelled__c: false,
      Event_Leave_Out_Free__c: true,
      Event_Leave_Out_All_Day__c: true,
      Event_Leave_Out_Domains__c: 'partner.example',
      Event_Leave_Out_Words__c: 'lunch',
      Event_Days_Back__c: 0,
      Event_Days_Ahead__c: 1000,
    });
    expect(faults).toEqual([]);
    expect(events).toEqual({
      direction: 'ExchangeToSalesforce',
      selection: 'ByCategory',
      category: 'CRM',
      privateEvents: 'BusyTimeOnly',
      text: 'DoNotSync',
      deleted: 'RemoveFromSalesforce',
      relate: 'ContactsOrOneLead',
      leaveOut: {
        internal: false,
        declined: false,
        cancelled: false,
        free: true,
        allDay: true,
        domains: ['partner.example'],
        words: ['lunch'],
      },
      daysBack: 0,
      daysAhead: 1000,
      severalMatches: 'OldestCreated',
    });
  });

  it('that were left empty take the first value, the usual boxes and the usual days', () => {
    const { events, faults } = read({ ...withEvents, Event_Text__c: '', Event_Days_Back__c: null });
    expect(faults).toEqual([]);
    expect(events).toMatchObject({ privateEvents: 'DoNotSync', text: 'Sync', relate: 'Off', daysBack: 30 });
    expect(events.leaveOut).toMatchObject({ internal: true, declined: true, cancelled: true, free: false });
  });

  it.each([
    ['a direction', 'Event_Direction__c', 'BothWays', 'unknown value'],
    ['a selection', 'Event_Selection__c', 'Some', 'unknown value'],
    ['a rule for private events', 'Event_Private__c', 'Show', 'unknown value'],
    ['a rule for texts', 'Event_Text__c', 'Half', 'unknown value'],
    ['a rule for deleted events', 'Event_Deleted__c', 'DeleteAll', 'unknown value'],
    ['a rule for records', 'Event_Relate__c', 'Everything', 'unknown value'],
    ['a box', 'Event_Leave_Out_Internal__c', 'yes', 'unknown value'],
    ['a category', 'Event_Category__c', 7, 'not readable'],
    ['domains', 'Event_Leave_Out_Domains__c', ['a.example'], 'not readable'],
    ['words', 'Event_Leave_Out_Words__c', true, 'not readable'],
  ])('with %s that nobody understands name the field', (_what, field, value, problem) => {
    expect(faultsOf({ [field]: value })).toEqual([{ field, problem }]);
  });

  it('with an unknown value fall back to what gives away least', () => {
    const { events } = read({ ...withEvents, Event_Private__c: 'Show', Event_Selection__c: 'Some' });
    expect(events).toMatchObject({ privateEvents: 'DoNotSync', selection: 'ByCategory' });
  });
});

describe('the selection of events', () => {
  it.each([undefined, null, ' '])('has no default: %j with events on is named as not chosen', (value) => {
    expect(read({ Event_Direction__c: 'ExchangeToSalesforce', Event_Selection__c: value }).faults).toEqual([
      { field: 'Event_Selection__c', problem: 'not chosen' },
    ]);
  });

  it.each([undefined, null, ' '])('by category needs its name: %j is named as not chosen', (value) => {
    expect(faultsOf({ Event_Selection__c: 'ByCategory', Event_Category__c: value })).toEqual([
      { field: 'Event_Category__c', problem: 'not chosen' },
    ]);
  });

  it('of another kind needs no category', () => {
    expect(faultsOf({ Event_Selection__c: 'KnownContactOrLead', Event_Category__c: null })).toEqual([]);
  });
});

describe('days of events', () => {
  it.each([
    ['Event_Days_Back__c', 366],
    ['Event_Days_Back__c', -1],
    ['Event_Days_Back__c', 1.5],
    ['Event_Days_Ahead__c', 1001],
    ['Event_Days_Ahead__c', -1],
    ['Event_Days_Ahead__c', 0.1],
  ])('in %s are refused when they are %d', (field, value) => {
    expect(faultsOf({ [field]: value })).toEqual([{ field, problem: 'unknown value' }]);
  });

  it.each(['Event_Days_Back__c', 'Event_Days_Ahead__c'])('in %s are refused when they are no number', (field) => {
    expect(faultsOf({ [field]: 'thirty' })).toEqual([{ field, problem: 'not readable' }]);
  });
});

describe('lists of what is left out', () => {
  it('are split at line ends, commas and semicolons, without blanks and empty entries', () => {
    const words = 'Lunch\r\n  coffee break ;, dentist\n\n; gym';
    expect(leftOutBy({ Event_Leave_Out_Words__c: words }).words).toEqual(['Lunch', 'coffee break', 'dentist', 'gym']);
  });

  it('hold each word once, without case, as it was first written', () => {
    expect(leftOutBy({ Event_Leave_Out_Words__c: 'Lunch\nlunch\nLUNCH\nlunches' }).words).toEqual(['Lunch', 'lunches']);
  });

  it('hold domains in lower case, each once, without a leading @ or dot', () => {
    const domains = 'Partner.Example, @partner.example\n.sub.partner.example; münchen.example; xn--mnchen-3ya.example';
    expect(leftOutBy({ Event_Leave_Out_Domains__c: domains }).domains).toEqual([
      'partner.example',
      'sub.partner.example',
      'münchen.example',
      'xn--mnchen-3ya.example',
    ]);
  });

  it.each(['com', 'mira@partner.example', '*.partner.example', 'partner..example', '-a.example', 'a b.example', '@'])(
    'take no %j for a domain, and keep the others',
    (entry) => {
      const fields = { Event_Leave_Out_Domains__c: `good.example\n${entry}` };
      expect(faultsOf(fields)).toEqual([{ field: 'Event_Leave_Out_Domains__c', problem: 'unknown value' }]);
      expect(leftOutBy(fields).domains).toEqual(['good.example']);
    },
  );
});

describe('a configuration without events', () => {
  const nonsense = {
    Event_Selection__c: 'Some',
    Event_Category__c: 7,
    Event_Private__c: 'FullDetails',
    Event_Leave_Out_Internal__c: 'yes',
    Event_Leave_Out_Domains__c: 'com\ngood.example',
    Event_Days_Back__c: 5000,
    Event_Days_Ahead__c: 90,
  };

  it.each([{}, { Event_Direction__c: 'DoNotSync' }])('finds no fault in event fields (%j)', (direction) => {
    expect(read({ ...nonsense, ...direction, Contact_Direction__c: 'BothWays' }).faults).toEqual([]);
  });

  it('still reads of them what can be read', () => {
    const { events } = read(nonsense);
    expect(events).toMatchObject({ privateEvents: 'FullDetails', daysBack: 30, daysAhead: 90 });
    expect(events.leaveOut.domains).toEqual(['good.example']);
  });

  it('keeps the faults of its contacts', () => {
    expect(read({ ...nonsense, Contact_Scope__c: 'Some' }).faults).toEqual([
      { field: 'Contact_Scope__c', problem: 'unknown value' },
    ]);
  });
});
