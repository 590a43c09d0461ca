// The rules that Apex and the connector both state: the org refuses at saving what the connector would stop for. Read
// as text, because Apex runs in an org only.
import { describe, expect, it } from '@jest/globals';
import { configurationFromRow } from '../../src/core/configuration.js';
import { contactFieldNames, contactFields } from '../../src/core/contact/fields.js';
import { cell, readTable } from '../support/tables.js';
import { picklistOf } from './force-app.js';
import { readText } from './pages.js';

function apex(name: string): string {
  return readText(`force-app/main/default/classes/${name}.cls`);
}

/** The texts of a constant set. Throws where the class has none of this name. */
function setOf(name: string, constant: string): string[] {
  const inside = new RegExp(`${constant} = new Set<String>\\{([^}]*)\\}`).exec(apex(name))?.[1];
  if (inside === undefined) throw new Error(`${name} has no set ${constant}`);
  return [...inside.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '');
}

/** The texts that a test of Apex goes through: what Apex takes or refuses, the connector must as well. */
function examplesIn(test: string): string[] {
  const inside = new RegExp(`void ${test}\\(\\) \\{([\\s\\S]*?)Assert\\.`).exec(
    apex('ExchangeConfigurationTextsTest'),
  )?.[1];
  const texts = [...(inside ?? '').matchAll(/'([^'\n]*)'/g)].map((match) => match[1] ?? '');
  if (texts.length === 0) throw new Error(`there are no examples in ${test}`);
  return texts;
}

function isRead(settings: Record<string, string>): boolean {
  return configurationFromRow({ Id: 'a01000000000001AAA', ...settings }).faults.length === 0;
}

describe('Apex', () => {
  it('knows the contact fields, and which of them are fixed', () => {
    const fixed = contactFieldNames.filter((field) => contactFields[field].isFixed);
    const others = contactFieldNames.filter((field) => !contactFields[field].isFixed);
    expect(setOf('ExchangeFieldMappingCheck', 'FIXED_FIELDS').sort()).toEqual(fixed.sort());
    expect(setOf('ExchangeFieldMappingCheck', 'OTHER_FIELDS').sort()).toEqual(others.sort());
    expect(fixed.map((field) => contactFields[field].direction)).toEqual(fixed.map(() => 'both'));
  });

  it('knows the operators of conditions', () => {
    const operators = readTable('settings.md', 'Conditions', 'operator').flatMap(
      (row) => cell(row, 'operator').match(/\w+/g) ?? [],
    );
    expect(setOf('ExchangeConditionsCheck', 'OPERATORS').sort()).toEqual(operators.sort());
  });

  it('lets people ask for types that there are, a run among them and no reset', () => {
    const types = picklistOf('Exchange_Sync_Request__c', 'Type__c').map(({ value }) => value);
    const forOneself = setOf('ExchangeSyncRequestRules', 'FOR_ONESELF');
    expect(forOneself.filter((type) => !types.includes(type))).toEqual([]);
    expect(forOneself).toContain('SyncNow');
    expect(forOneself).not.toContain('Reset');
  });

  it.each(examplesIn('conditionsThatTheConnectorReads'))(
    'takes the conditions %s, and so does the connector',
    (text) => {
      expect(isRead({ Contact_Conditions__c: text })).toBe(true);
    },
  );

  it.each(examplesIn('conditionsThatItDoesNotRead'))('refuses the conditions %s, and so does the connector', (text) => {
    expect(isRead({ Contact_Conditions__c: text })).toBe(false);
  });

  it.each(examplesIn('fieldMappingsThatTheConnectorReads'))(
    'takes the mapping %s, and so does the connector',
    (text) => {
      expect(isRead({ Contact_Direction__c: 'BothWays', Contact_Field_Mapping__c: text })).toBe(true);
    },
  );

  it.each(examplesIn('fieldMappingsThatItDoesNotRead'))('refuses the mapping %s, and so does the connector', (text) => {
    expect(isRead({ Contact_Direction__c: 'BothWays', Contact_Field_Mapping__c: text })).toBe(false);
  });
});
