import { describe, expect, it } from '@jest/globals';
import type { Condition } from '../../core/settings/conditions.js';
import { conditionsClause, needsAccount } from './conditions.js';
import type { Description, DescribedField } from './describe.js';

function description(types: Record<string, string>): Description {
  const field = (type: string): DescribedField => ({
    type,
    lengthMax: 255,
    isCreateable: true,
    isUpdateable: true,
    isFilterable: type !== 'longtext',
    allowedValues: null,
  });
  const fields = new Map(Object.entries(types).map(([name, type]) => [name, field(type)]));
  return { isReadable: true, isCreateable: true, isUpdateable: true, isDeletable: true, fields };
}

const contact = description({
  Title: 'string',
  Level__c: 'picklist',
  Topics__c: 'multipicklist',
  DoNotCall: 'boolean',
  Score__c: 'double',
  Birthdate: 'date',
  LastSeen__c: 'datetime',
  OwnerId: 'reference',
  Description: 'longtext',
});
const account = description({ Industry: 'picklist' });

function clause(field: string, operator: Condition['operator'], value: Condition['value']): string {
  const outcome = conditionsClause([{ field, operator, value }], { contact, account });
  return outcome.ok ? outcome.value : `${outcome.failure.class} ${outcome.failure.code}`;
}

const wrongType = 'invalid CONDITION_VALUE_NOT_OF_TYPE';
const notVisible = 'permission CONDITION_FIELD_NOT_VISIBLE';

describe('a condition', () => {
  it.each<[string, Condition['operator'], Condition['value'], string]>([
    ['Title', 'equals', "Head of 'X'", "Title = 'Head of \\'X\\''"],
    ['Title', 'notEquals', null, 'Title != null'],
    ['Title', 'contains', '50%', "Title LIKE '%50\\%%'"],
    ['Title', 'startsWith', 'Dr', "Title LIKE 'Dr%'"],
    ['Title', 'in', ['A', "B'"], "Title IN ('A','B\\'')"],
    ['Account.Industry', 'equals', 'Energy', "Account.Industry = 'Energy'"],
    ['Topics__c', 'contains', 'Sailing', "Topics__c INCLUDES ('Sailing')"],
    ['DoNotCall', 'equals', false, 'DoNotCall = FALSE'],
    ['DoNotCall', 'equals', 'true', 'DoNotCall = TRUE'],
    ['Score__c', 'greater', 2.5, 'Score__c > 2.5'],
    ['Score__c', 'lessOrEqual', '10', 'Score__c <= 10'],
    ['Birthdate', 'less', '1990-01-31', 'Birthdate < 1990-01-31'],
    ['Birthdate', 'equals', 'THIS_MONTH', 'Birthdate = THIS_MONTH'],
    ['LastSeen__c', 'greaterOrEqual', 'LAST_N_DAYS:30', 'LastSeen__c >= LAST_N_DAYS:30'],
    ['LastSeen__c', 'greater', '2026-01-01T01:00:00+01:00', 'LastSeen__c > 2026-01-01T00:00:00.000Z'],
    ['OwnerId', 'equals', '005000000000001', "OwnerId = '005000000000001'"],
  ])('on %s: %s %p', (field, operator, value, expected) => {
    expect(clause(field, operator, value)).toBe(expected);
  });

  it.each<[string, Condition['operator'], Condition['value']]>([
    ['Title', 'equals', 7],
    ['Title', 'less', null],
    ['Title', 'in', []],
    ['DoNotCall', 'equals', 'maybe'],
    ['DoNotCall', 'contains', 'tr'],
    ['Score__c', 'greater', 'ten'],
    ['Score__c', 'greater', ''],
    ['Score__c', 'greater', Number.POSITIVE_INFINITY],
    ['Score__c', 'greater', 1e21],
    ['Birthdate', 'less', '31.01.1990'],
    ['Birthdate', 'less', '1990-01-01 OR Id != null'],
    ['LastSeen__c', 'less', '2026-01-01'],
    ['LastSeen__c', 'less', 'LAST_N_DAYS:x'],
    ['OwnerId', 'equals', "005' OR Id != '"],
    ['OwnerId', 'startsWith', '005'],
  ])('on %s: %s %p is not of the kind of the field', (field, operator, value) => {
    expect(clause(field, operator, value)).toBe(wrongType);
  });

  it.each(['Unknown__c', 'Description', 'Account.Unknown__c', 'Owner.Name', 'Account.Owner.Name'])(
    'on %s, which this person cannot use, is refused with its name',
    (field) => {
      expect(clause(field, 'equals', 'x')).toBe(notVisible);
    },
  );
});

describe('conditions', () => {
  it('all have to hold', () => {
    const outcome = conditionsClause(
      [
        { field: 'Title', operator: 'equals', value: 'A' },
        { field: 'DoNotCall', operator: 'equals', value: false },
      ],
      { contact, account },
    );
    expect(outcome).toEqual({ ok: true, value: "(Title = 'A') AND (DoNotCall = FALSE)" });
    expect(conditionsClause([], { contact, account: null })).toEqual({ ok: true, value: '' });
  });

  it('that are too long for a URI are refused with their fields', () => {
    const value = Array.from({ length: 400 }, (_, index) => `Value number ${index}`);
    const outcome = conditionsClause([{ field: 'Title', operator: 'in', value }], { contact, account: null });
    expect(outcome).toEqual({
      ok: false,
      failure: { class: 'tooLarge', code: 'CONDITIONS_TOO_LONG', fields: ['Title'] },
    });
  });

  it('need the account only where they speak of it', () => {
    expect(needsAccount([{ field: 'AccountId', operator: 'equals', value: null }])).toBe(false);
    expect(needsAccount([{ field: 'Account.Industry', operator: 'equals', value: 'x' }])).toBe(true);
  });
});
