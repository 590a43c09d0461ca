// The rules that Apex and the connector both state: the org refuses at saving what the connector would stop for. Read
// as text, because Apex runs in an org only.
import { describe, expect, it } from '@jest/globals';
import { configurationFromRow } from '../../src/core/settings/configuration.js';
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

interface TextSample {
  readonly about: string;
  readonly text: string | null;
  readonly contactDirection?: string | null;
  /** Words of the refusal; null where the text is taken. */
  readonly says: string | null;
}

/** The examples that tests of Apex go through: what Apex takes or refuses, the connector must as well. */
const samples = JSON.parse(readText('force-app/main/default/staticresources/ExchangeSyncSamples.json')) as Readonly<
  Record<'conditions' | 'fieldMappings' | 'domains', readonly TextSample[]>
>;

/** The fields that are wrong for the connector. */
function faultyFields(settings: Record<string, string | null>): string[] {
  return configurationFromRow({ Id: 'a01000000000001AAA', ...settings }).faults.map(({ field }) => field);
}

describe('Apex', () => {
  it('knows the contact fields, and which of them are fixed', () => {
    const fixed = contactFieldNames.filter((field) => contactFields[field].isFixed);
    const others = contactFieldNames.filter((field) => !contactFields[field].isFixed);
    const place = 'ExchangeFieldMappingCheck';
    const inApex = { fixed: setOf(place, 'FIXED_FIELDS').sort(), others: setOf(place, 'OTHER_FIELDS').sort() };
    expect({ place, ...inApex }).toEqual({ place, fixed: fixed.sort(), others: others.sort() });
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

  it.each(samples.conditions)('judges conditions as the connector does: $about', ({ text, says }) => {
    expect(faultyFields({ Contact_Conditions__c: text })).toEqual(says === null ? [] : ['Contact_Conditions__c']);
  });

  it.each(samples.fieldMappings)(
    'judges a field mapping as the connector does: $about',
    ({ text, contactDirection = null, says }) => {
      expect(faultyFields({ Contact_Direction__c: contactDirection, Contact_Field_Mapping__c: text })).toEqual(
        says === null ? [] : ['Contact_Field_Mapping__c'],
      );
    },
  );

  it.each(samples.domains)('judges domains as the connector does: $about', ({ text, says }) => {
    const withEvents = { Event_Direction__c: 'ExchangeToSalesforce', Event_Selection__c: 'All' };
    expect(faultyFields({ ...withEvents, Event_Leave_Out_Domains__c: text })).toEqual(
      says === null ? [] : ['Event_Leave_Out_Domains__c'],
    );
  });

  it.each(['conditions', 'fieldMappings', 'domains'] as const)('has samples of %s of both kinds', (kind) => {
    expect(new Set(samples[kind].map(({ says }) => says === null))).toEqual(new Set([true, false]));
    expect(new Set(samples[kind].map(({ about }) => about)).size).toBe(samples[kind].length);
  });
});
