import { describe, expect, it } from '@jest/globals';
import {
  addressed,
  companyDomains,
  eventContextWith,
  eventNowMs,
  eventOf,
  eventSettingsWith,
  eventValuesOf,
  moment,
  offer,
} from '../../../test/support/core-events.js';
import { cell, readTable } from '../../../test/support/tables.js';
import type { EventSettings } from '../settings/event.js';
import { eventFieldNames, eventFieldRow } from './fields.js';
import { exchangeEventFromGraph, outsiders } from './read.js';
import { exposureOf, hiddenValues, valuesOf } from './values.js';

const shown: Readonly<Record<string, ReturnType<typeof exposureOf>>> = {
  everything: 'full',
  'taken time': 'busy',
  nothing: null,
};
const allPrivate = ['DoNotSync', 'BusyTimeOnly', 'FullDetails'] as const;

describe('how much of an event may be shown', () => {
  const rows = readTable('sync-rules.md', 'Private events', 'Sensitivity');

  it.each(rows.map((row) => [cell(row, 'Sensitivity'), cell(row, 'Private events'), cell(row, 'Shown')]))(
    'of the sensitivity %s with the setting %s is %s (F26)',
    (sensitivity, setting, word) => {
      const settings = allPrivate.filter((one) => setting === 'any' || setting === one);
      for (const privateEvents of settings) {
        expect(exposureOf(eventOf({ sensitivity }), eventSettingsWith({ privateEvents }))).toBe(shown[word]);
      }
      expect(settings.length).toBeGreaterThan(0);
    },
  );
});

describe('the values of an event', () => {
  it('are one canonical text a field', () => {
    const { People, ...values } = eventValuesOf();
    expect(values).toEqual({
      Times: '2026-11-23T10:00:00Z/60',
      Subject: 'The offer',
      Location: 'Room 4',
      Text: 'Prices for the next year',
      ShowAs: 'Busy',
      Private: '0',
      Reminder: '2026-11-23T09:45:00.000Z',
    });
    expect(People).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['free', 'Free'],
    ['oof', 'OutOfOffice'],
    ['busy', 'Busy'],
    ['tentative', 'Busy'],
    ['workingElsewhere', 'Busy'],
    ['unknown', 'Busy'],
    ['a word of tomorrow', 'Busy'],
  ])('say of what is shown as %s that it is %s', (showAs, word) => {
    expect(eventValuesOf({ showAs }).ShowAs).toBe(word);
  });

  it('take line ends, blanks and what nobody can see out of subject, place and text', () => {
    const values = eventValuesOf({
      subject: ' The\r\n offer\u0000 ',
      location: { displayName: '\tRoom 4\n' },
      body: { contentType: 'text', content: 'One  \r\nTwo\r\n\r\n' },
    });
    expect(values).toMatchObject({ Subject: 'The offer', Location: 'Room 4', Text: 'One\nTwo' });
  });

  it('are empty where Exchange has nothing', () => {
    const values = eventValuesOf({ subject: null, location: null, body: null, attendees: [], isReminderOn: false });
    expect(values).toMatchObject({ Subject: '', Location: '', Text: '', People: '', Reminder: '' });
  });

  it.each([
    ['subject', 'Subject'],
    ['location', 'Location'],
    ['body', 'Text'],
    ['showAs', 'ShowAs'],
    ['isReminderOn', 'Reminder'],
    ['attendees', 'People'],
  ] as const)('are unread where Graph does not name %s, and no other value changes (P24)', (property, field) => {
    const { [property]: _, ...rest } = offer;
    const event = exchangeEventFromGraph(rest)!;
    const { [field]: gone, ...others } = eventValuesOf();
    expect(gone).toBeDefined();
    expect(valuesOf(event, 'full', eventContextWith()).values).toEqual(others);
  });

  it('take no markup for a text', () => {
    expect(eventValuesOf({ body: { contentType: 'html', content: '<p>Prices</p>' } })).not.toHaveProperty('Text');
    expect(eventValuesOf({ body: { contentType: 'html', content: '' } }).Text).toBe('');
  });

  it('have no text where the configuration leaves it out', () => {
    expect(eventValuesOf({}, { text: 'DoNotSync' })).not.toHaveProperty('Text');
  });

  it('show no way into an online meeting, neither in the text nor as the place', () => {
    const link = 'https://us02web.zoom.us/j/81234567890?pwd=Ab3';
    const values = eventValuesOf({
      body: { contentType: 'text', content: `Join ${link}\nPasscode: 123456` },
      location: { displayName: link },
    });
    expect(values).toMatchObject({
      Text: 'Join [join link removed]\nPasscode: [removed]',
      Location: '[join link removed]',
    });
  });

  it('are cut with a visible mark and reported where Salesforce takes less', () => {
    const long = { subject: 's'.repeat(256), location: { displayName: 'l'.repeat(300) } };
    const body = { contentType: 'text', content: 't'.repeat(32_001) };
    const { values, problems } = valuesOf(eventOf({ ...long, body }), 'full', eventContextWith());
    expect(problems).toEqual(
      (['Subject', 'Location', 'Text'] as const).map((field) => ({ field, reason: 'FIELD_TOO_LONG' })),
    );
    for (const { field } of problems) {
      expect(values[field]).toHaveLength(eventFieldRow(field).lengthMax!);
      expect(values[field]).toMatch(/…$/);
    }
    const fitting = valuesOf(eventOf({ subject: 's'.repeat(255) }), 'full', eventContextWith());
    expect(fitting).toMatchObject({ problems: [], values: { Subject: 's'.repeat(255) } });
  });
});

describe('the reminder of an event', () => {
  it('is an instant before its start, the start itself without minutes, and empty where it is off', () => {
    expect(eventValuesOf({ reminderMinutesBeforeStart: 60 }).Reminder).toBe('2026-11-23T09:00:00.000Z');
    expect(eventValuesOf({ reminderMinutesBeforeStart: 0 }).Reminder).toBe('2026-11-23T10:00:00.000Z');
    const { reminderMinutesBeforeStart: _, ...rest } = offer;
    const event = exchangeEventFromGraph(rest)!;
    expect(valuesOf(event, 'full', eventContextWith()).values.Reminder).toBe('2026-11-23T10:00:00.000Z');
    expect(eventValuesOf({ isReminderOn: false }).Reminder).toBe('');
  });

  it('is unread once the event has begun, so that time going by changes nothing', () => {
    const begun = { start: moment(eventNowMs), end: moment(eventNowMs + 3_600_000) };
    expect(eventValuesOf(begun)).not.toHaveProperty('Reminder');
    const ahead = { start: moment(eventNowMs + 1_000), end: moment(eventNowMs + 3_600_000) };
    expect(eventValuesOf(ahead)).toHaveProperty('Reminder');
  });

  it('is unread on whole days, whose morning nobody tells', () => {
    const day = { isAllDay: true, start: moment(Date.UTC(2026, 10, 23)), end: moment(Date.UTC(2026, 10, 24)) };
    expect(eventValuesOf(day)).not.toHaveProperty('Reminder');
  });
});

describe('the people of an event', () => {
  it('are those outside the company, the organizer first', () => {
    const attendees = [addressed('dora@north.berg.example'), addressed('b@x.example'), addressed('a@x.example')];
    const event = eventOf({ organizer: { emailAddress: { address: 'carla@stein.example' } }, attendees });
    expect(outsiders(event, companyDomains)).toEqual(['carla@stein.example', 'b@x.example', 'a@x.example']);
  });

  it('are the same in another order, and others when one joins or leaves', () => {
    const [a, b] = [addressed('a@x.example'), addressed('b@x.example')];
    const { People } = eventValuesOf({ attendees: [a, b] });
    expect(eventValuesOf({ attendees: [b, a, addressed('dora@berg.example')] }).People).toBe(People);
    expect(eventValuesOf({ attendees: [a] }).People).not.toBe(People);
  });

  it('do not show in their value', () => {
    expect(JSON.stringify(eventValuesOf())).not.toMatch(/stein|carla/i);
  });

  it('are empty without anybody outside the company', () => {
    expect(eventValuesOf({ attendees: [addressed('dora@berg.example')] }).People).toBe('');
  });

  it('are unread where events are related to nobody, and empty on private events even then', () => {
    expect(eventValuesOf({}, { relate: 'Off' })).not.toHaveProperty('People');
    expect(eventValuesOf({ sensitivity: 'private' }, { relate: 'Off' }).People).toBe('');
    expect(eventValuesOf({ sensitivity: 'private' }).People).toBe('');
  });
});

describe('a private event of which only taken time may be shown', () => {
  const settings: Partial<EventSettings> = { privateEvents: 'BusyTimeOnly' };
  const secret = { sensitivity: 'private', showAs: 'oof' };

  it('has its times, how it is shown, and nothing else but that it is taken and private (P12)', () => {
    expect(eventValuesOf(secret, settings, 'busy')).toEqual({
      Times: '2026-11-23T10:00:00Z/60',
      ShowAs: 'OutOfOffice',
      Subject: 'Busy',
      Location: '',
      Text: '',
      Private: '1',
      Reminder: '',
      People: '',
    });
  });

  it('hides the same whatever else the configuration says', () => {
    const values = eventValuesOf(secret, { ...settings, text: 'DoNotSync', relate: 'Off' }, 'busy');
    expect(values).toMatchObject(hiddenValues);
  });

  it('reports nothing about texts that it does not show', () => {
    const event = eventOf({ ...secret, subject: 's'.repeat(300) });
    expect(valuesOf(event, 'busy', eventContextWith(settings)).problems).toEqual([]);
  });

  it('knows of every field whether it is hidden', () => {
    const open = eventFieldNames.filter((field) => hiddenValues[field] === undefined);
    expect(open).toEqual(['Times', 'ShowAs']);
  });
});
