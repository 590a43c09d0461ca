import { describe, expect, it } from '@jest/globals';
import { carlaId, eventRecordId, eventValuesOf, leadId, someMeetingKey } from '../../../test/support/core-events.js';
import { person } from '../../../test/support/contacts.js';
import { eventFieldNames, eventFieldRow, eventKeyField } from './fields.js';
import { eventBody, eventRowFields, salesforceEventFromRow } from './salesforce-event.js';
import { hiddenValues } from './values.js';

const wholeRow = {
  Id: eventRecordId,
  OwnerId: person,
  Subject: 'The offer',
  Location: 'Room 4',
  Description: 'One\r\nTwo  ',
  StartDateTime: '2026-11-23T10:00:00.000+0000',
  ActivityDate: '2026-11-23',
  DurationInMinutes: 60,
  IsAllDayEvent: false,
  ShowAs: 'Busy',
  IsPrivate: false,
  IsReminderSet: true,
  ReminderDateTime: '2026-11-23T09:45:00.000+0000',
  WhoId: carlaId,
  IsDeleted: false,
  [eventKeyField]: someMeetingKey,
};

describe('the body of a write to a Salesforce event', () => {
  it('has all fields of all values', () => {
    expect(eventBody(eventValuesOf(), carlaId)).toEqual({
      StartDateTime: '2026-11-23T10:00:00.000Z',
      DurationInMinutes: 60,
      IsAllDayEvent: false,
      Subject: 'The offer',
      Location: 'Room 4',
      Description: 'Prices for the next year',
      ShowAs: 'Busy',
      IsReminderSet: true,
      ReminderDateTime: '2026-11-23T09:45:00.000Z',
      WhoId: carlaId,
      IsPrivate: false,
    });
  });

  it('has nothing of a field that is unread, and nothing at all without values', () => {
    expect(eventBody({ Subject: 'Other' }, undefined)).toEqual({ Subject: 'Other' });
    expect(eventBody({}, undefined)).toEqual({});
  });

  it('empties what is empty', () => {
    expect(eventBody({ Subject: '', Location: '', Text: '', Reminder: '' }, undefined)).toEqual({
      Subject: null,
      Location: null,
      Description: null,
      IsReminderSet: false,
      ReminderDateTime: null,
    });
  });

  it('takes the relation along only where it is given: a contact, a lead, or nobody', () => {
    expect(eventBody({}, leadId)).toEqual({ WhoId: leadId });
    expect(eventBody({}, null)).toEqual({ WhoId: null });
    expect(eventBody({ People: 'a hash' }, undefined)).toEqual({});
  });

  it('of a private event names nobody and nothing, whoever was given', () => {
    const body = eventBody({ ...eventValuesOf(), Private: '1' }, carlaId);
    expect(body).toMatchObject({ IsPrivate: true, WhoId: null, WhatId: null });
    expect(eventBody(hiddenValues, undefined)).toEqual({
      Subject: 'Busy',
      Location: null,
      Description: null,
      IsReminderSet: false,
      ReminderDateTime: null,
      IsPrivate: true,
      WhoId: null,
      WhatId: null,
    });
  });

  it('writes no field that the field table does not know', () => {
    const known = new Set<string>(eventFieldNames.flatMap((field) => eventFieldRow(field).salesforce));
    const written = Object.keys(eventBody({ ...eventValuesOf(), Private: '1' }, carlaId));
    expect(written.filter((name) => !known.has(name))).toEqual(['WhatId']);
    expect([...known].filter((name) => !written.includes(name))).toEqual([]);
  });
});

describe('a Salesforce event as a row tells it', () => {
  it('has the same canonical values as the Exchange event', () => {
    const { People: _, ...values } = eventValuesOf({ body: { contentType: 'text', content: 'One\nTwo' } });
    expect(salesforceEventFromRow(wholeRow)).toEqual({
      id: eventRecordId,
      ownerId: person,
      key: someMeetingKey,
      isDeleted: false,
      values: { ...values, People: '1' },
    });
  });

  it('needs exactly the fields that are selected', () => {
    expect(new Set(Object.keys(wholeRow))).toEqual(new Set(['Id', ...eventRowFields]));
  });

  it('is empty where a field is', () => {
    const empty = { ...wholeRow, Subject: null, Location: null, Description: null, WhoId: null, ShowAs: null };
    const { values } = salesforceEventFromRow({ ...empty, ReminderDateTime: null });
    expect(values).toMatchObject({ Subject: '', Location: '', Text: '', People: '', ShowAs: '', Reminder: '' });
  });

  it('has no reminder where it is switched off, whatever time stands there', () => {
    expect(salesforceEventFromRow({ ...wholeRow, IsReminderSet: false }).values.Reminder).toBe('');
  });

  it('is unread, times too, where the person does not see a field (P24)', () => {
    expect(salesforceEventFromRow({ Id: eventRecordId })).toEqual({
      id: eventRecordId,
      ownerId: '',
      key: '',
      isDeleted: false,
      values: {},
    });
  });

  it('says whether it is private, and whether it lies in the recycle bin', () => {
    expect(salesforceEventFromRow({ ...wholeRow, IsPrivate: true }).values.Private).toBe('1');
    expect(salesforceEventFromRow({ ...wholeRow, IsDeleted: true }).isDeleted).toBe(true);
  });
});
