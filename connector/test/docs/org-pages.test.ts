// docs/settings.md and docs/status.md against the objects in force-app and the code that reads and writes them.
import { describe, expect, it } from '@jest/globals';
import { contactSettings } from '../../src/core/settings/contact.js';
import { eventSettings, leaveOutSettings } from '../../src/core/settings/event.js';
import type { Setting } from '../../src/core/settings/table.js';
import { systemSettings, systemSettingsFields } from '../../src/core/settings/system.js';
import {
  configurationFields,
  configurationFromRow,
  type Configuration,
} from '../../src/core/settings/configuration.js';
import { requestStates, requestTypeOf, requestTypes } from '../../src/core/requests.js';
import type { Meaning } from '../../src/core/fixer.js';
import { folderStates, mailboxStates, personStates, syncStates } from '../../src/core/status.js';
import { cell, readPage, readTable } from '../support/tables.js';
import { fieldsOf, picklistOf } from './force-app.js';
import { readText } from './pages.js';
import { textFiles } from '../../../scripts/check-files.mjs';
import { ROOT } from '../tidy/sources.js';

const configuration = 'Exchange_Configuration__c';
const values = readTable('settings.md', 'Values', 'field');
const settings = [...new Set(values.map((row) => cell(row, 'field')))];
const others = readTable('settings.md', 'Other fields', 'field');
/** Settings without a default: somebody has to choose. */
const hasToBeChosen = ['Event_Selection__c'];
/** Event settings count where events sync, and an unchosen one of these would be a fault of its own. */
const withEvents = {
  Id: 'a01000000000001AAA',
  Event_Direction__c: 'ExchangeToSalesforce',
  Event_Selection__c: 'All',
  Event_Category__c: 'Salesforce',
} as const;

const rows: readonly Setting<unknown>[] = [contactSettings, eventSettings, leaveOutSettings].flatMap((table) =>
  Object.values(table),
);
/** What the org has to have for each kind of row. */
const typeInOrg: Readonly<Record<Setting<unknown>['kind'], string>> = {
  choice: 'Picklist',
  box: 'Checkbox',
  days: 'Number',
  text: 'Text',
  domains: 'LongTextArea',
  words: 'LongTextArea',
  json: 'LongTextArea',
};

/** Rows of core/settings/ whose field the org lacks or has with another type: each with what the org has. */
function withoutFieldInOrg(object: string, table: readonly Setting<unknown>[]): object[] {
  const types = new Map(fieldsOf(object).map(({ name, type }) => [name, type]));
  return table
    .filter(({ field, kind }) => types.get(field) !== typeInOrg[kind])
    .map(({ field, kind }) => ({ field, kind, inOrg: types.get(field) ?? 'no such field' }));
}

function documentedValues(field: string): string[] {
  return values.filter((row) => cell(row, 'field') === field).map((row) => cell(row, 'value'));
}

describe('the settings page', () => {
  it.each(settings)('lists the values of %s as the org has them, the default first', (field) => {
    const rows = values.filter((row) => cell(row, 'field') === field);
    const picklist = picklistOf(configuration, field);
    expect(rows.map((row) => [cell(row, 'value'), cell(row, 'shown as')])).toEqual(
      picklist.map(({ value, label }) => [value, label]),
    );
    expect(picklist.findIndex(({ isDefault }) => isDefault)).toBe(hasToBeChosen.includes(field) ? -1 : 0);
  });

  it.each(settings)('lists values of %s that the connector takes, and the one an empty field means', (field) => {
    const of = (value: string): Configuration => configurationFromRow({ ...withEvents, [field]: value });
    for (const value of documentedValues(field)) expect(of(value).faults).toEqual([]);
    expect(of('SomethingElse').faults).toEqual([{ field, problem: 'unknown value' }]);
    const { contacts, events, faults } = of('');
    expect(faults).toEqual(hasToBeChosen.includes(field) ? [{ field, problem: 'not chosen' }] : []);
    const first = of(documentedValues(field)[0] ?? '');
    expect({ contacts, events }).toEqual({ contacts: first.contacts, events: first.events });
  });

  it('leaves out no field that the connector reads or the org has', () => {
    const onPage = [...settings, ...others.map((row) => cell(row, 'field'))];
    expect(configurationFields.filter((field) => !onPage.includes(field))).toEqual([]);
    expect(
      fieldsOf(configuration)
        .map(({ name }) => name)
        .filter((field) => !onPage.includes(field)),
    ).toEqual([]);
  });

  it.each(others.map((row) => cell(row, 'field')).filter((field) => field.startsWith('Event_')))(
    'says which default %s has in the org, and that is what an empty field means to the connector',
    (name) => {
      const said = cell(others.find((row) => cell(row, 'field') === name) ?? {}, 'default');
      const { type, defaultValue } = fieldsOf(configuration).find((field) => field.name === name) ?? {};
      const words: Readonly<Record<string, string>> = { true: 'on', false: 'off', '': 'none' };
      const inOrg = defaultValue?.replaceAll('"', '') ?? '';
      expect(said).toBe(words[inOrg] ?? inOrg);
      const values: Readonly<Record<string, unknown>> = { Checkbox: inOrg === 'true', Number: Number(inOrg) };
      const asInOrg = configurationFromRow({ ...withEvents, [name]: values[type ?? ''] ?? inOrg });
      expect(asInOrg.faults).toEqual([]);
      expect(configurationFromRow({ ...withEvents, [name]: null }).events).toEqual(
        name === 'Event_Category__c' ? { ...asInOrg.events, category: '' } : asInOrg.events,
      );
    },
  );

  it.each(rows.flatMap(({ field, values: known }) => (known === undefined ? [] : [{ field, known }])))(
    'and core/settings know exactly the values of $field that the org offers',
    ({ field, known }) => {
      expect(known).toEqual(picklistOf(configuration, field).map(({ value }) => value));
      expect(known).toEqual(documentedValues(field));
    },
  );

  it('describes settings for which the org has a field of the kind that core/settings expects', () => {
    expect(withoutFieldInOrg(configuration, rows)).toEqual([]);
  });

  it('lists the operators that conditions take', () => {
    const words = readTable('settings.md', 'Conditions', 'operator').flatMap(
      (row) => cell(row, 'operator').match(/\w+/g) ?? [],
    );
    const withCondition = (operator: string, value: unknown): number =>
      configurationFromRow({
        Id: 'a01000000000001AAA',
        Contact_Conditions__c: JSON.stringify([{ field: 'Title', operator, value }]),
      }).faults.length;
    expect(words).toHaveLength(9);
    for (const word of words) expect(withCondition(word, word === 'in' ? ['x'] : 'x')).toBe(0);
    expect(withCondition('matches', 'x')).toBe(1);
  });

  it('gives examples that the connector takes', () => {
    const examples = [...readPage('settings.md').matchAll(/```json\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
    expect(examples).toHaveLength(2);
    const [conditions, mapping] = examples;
    const row = {
      Id: 'a01000000000001AAA',
      Contact_Direction__c: 'BothWays',
      Contact_Conditions__c: conditions,
      Contact_Field_Mapping__c: mapping,
    };
    expect(configurationFromRow(row).faults).toEqual([]);
    expect(configurationFromRow(row).contacts.conditions).toHaveLength(3);
  });
});

describe('settings of the whole system', () => {
  const documented = readTable('settings.md', 'Settings of the whole system', 'field').map((row) => cell(row, 'field'));

  it('are on the page, all of them', () => {
    const inOrg = fieldsOf('Exchange_Sync_Settings__c').map(({ name }) => name);
    expect([...documented].sort()).toEqual(inOrg.sort());
  });

  it('are read by the connector, apart from the key that finds them', () => {
    expect([...systemSettingsFields, 'Key__c'].sort()).toEqual([...documented].sort());
  });

  it('have a field in the org of the kind that core/settings/system.ts expects', () => {
    expect(withoutFieldInOrg('Exchange_Sync_Settings__c', Object.values(systemSettings))).toEqual([]);
  });
});

describe('the status page', () => {
  it('explains every state of a connector', () => {
    const said = readTable('status.md', 'The connector', 'code').map((row) => cell(row, 'code'));
    expect(said).toEqual(picklistOf('Exchange_Connector__c', 'State__c').map(({ value }) => value));
  });

  /** Values of the org that the connector never sets. */
  const neverSet: Readonly<Record<string, readonly string[]>> = {
    Contact_State__c: ['WAITING_FOR_APPROVAL'],
    Event_State__c: ['WAITING_FOR_APPROVAL'],
    Person_State__c: ['CONFIGURATION_INACTIVE', 'PRIVILEGED'],
  };

  const tables: readonly (readonly [field: string, heading: string, known: Readonly<Record<string, Meaning>>])[] = [
    ['Contact_State__c', '`Contact_State__c` and `Event_State__c`: how it goes', syncStates],
    ['Event_State__c', '`Contact_State__c` and `Event_State__c`: how it goes', syncStates],
    ['Mailbox_State__c', '`Mailbox_State__c`', mailboxStates],
    ['Person_State__c', '`Person_State__c`', personStates],
    ['Folder_State__c', '`Folder_State__c`', folderStates],
  ];

  it.each(tables)('explains every code of %s', (field, heading) => {
    const said = readTable('status.md', heading, 'code').map((row) => cell(row, 'code'));
    expect([...said].sort()).toEqual(
      picklistOf('Exchange_Sync_Status__c', field)
        .map(({ value }) => value)
        .sort(),
    );
  });

  it.each(tables)('says of every code of %s what the connector says of it, and to whom', (field, heading, known) => {
    const rows = readTable('status.md', heading, 'code').filter((row) => !cell(row, 'means').startsWith('not yet'));
    const onPage = rows.map((row) => ({
      code: cell(row, 'code'),
      means: plain(cell(row, 'means')),
      fixer: cell(row, 'who can fix it'),
      nextStep: plain(cell(row, 'next step')),
    }));
    expect(onPage).toEqual(Object.entries(known).map(([code, meaning]) => ({ code, nextStep: '', ...meaning })));
    // The org refuses a value that its picklist does not have.
    const inOrg = picklistOf('Exchange_Sync_Status__c', field).map(({ value }) => value);
    expect([...inOrg].sort()).toEqual([...Object.keys(known), ...(neverSet[field] ?? [])].sort());
  });

  it.each(tables)('says "not yet" of exactly those codes of %s that no source sets', (field, heading) => {
    const text = textFiles(ROOT, (file) => /^connector\/src\/.*\.ts$/.test(file) && !file.endsWith('.test.ts'))
      .map((source) => source.text)
      .join('\n');
    const isSet = (code: string): boolean => new RegExp(`'(FOLDER_)?${code}'`).test(text);
    const rows = readTable('status.md', heading, 'code');
    const notYet = rows.filter((row) => cell(row, 'means').startsWith('not yet')).map((row) => cell(row, 'code'));
    expect(notYet).toEqual(rows.map((row) => cell(row, 'code')).filter((code) => !isSet(code)));
    expect(notYet).toEqual(neverSet[field] ?? []);
  });
});

describe('requests', () => {
  const page = readTable('settings.md', 'Requests', 'Type__c');
  /** Types of later versions: this one answers them with Failed. */
  const later = [
    ...['Preview', 'Explain', 'Pause', 'Resume', 'Resolve', 'BringBack', 'NotTheSame', 'Approve', 'TestConnection'],
    ...['SettingsChanged', 'RestoreFolder', 'StopAll', 'StartAll', 'TakeOver'],
  ];

  it('are of the types that the org has: those that are carried out, and those of later versions', () => {
    const inOrg = picklistOf('Exchange_Sync_Request__c', 'Type__c').map(({ value }) => value);
    expect(inOrg).toEqual([...Object.keys(requestTypes), ...later]);
    expect(later).toHaveLength(14);
    for (const type of later) expect(requestTypeOf(type)).toEqual({ unknown: type });
  });

  it('have the states that the org has', () => {
    const inOrg = picklistOf('Exchange_Sync_Request__c', 'State__c').map(({ value }) => value);
    expect(inOrg).toEqual(Object.keys(requestStates));
  });

  it('are on the settings page as they are carried out, with who may ask and whether they expire', () => {
    expect(page.map((row) => cell(row, 'Type__c'))).toEqual(Object.keys(requestTypes));
    const others = 'for others and for everybody (`User__c` empty)';
    const onPage = page.map((row) => ({
      does: cell(row, 'does'),
      forOneself: cell(row, 'for oneself') === 'everybody' ? 'everybody' : 'managers',
      expires: cell(row, others).includes('expires'),
    }));
    expect(onPage).toEqual(
      Object.values(requestTypes).map(({ does, forOneself, expiresAfterMs }) => ({
        ...{ does, forOneself, expires: expiresAfterMs !== null },
      })),
    );
  });

  it('are open to people for themselves exactly where the trigger lets people ask', () => {
    const rules = readText('force-app/main/default/classes/ExchangeSyncRequestRules.cls');
    const inOrg = /FOR_ONESELF = new Set<String>\{([^}]*)\}/.exec(rules)?.[1]?.match(/\w+/g) ?? [];
    const open = Object.entries(requestTypes).flatMap(([type, row]) => (row.forOneself === 'everybody' ? [type] : []));
    expect(inOrg.filter((type) => !later.includes(type))).toEqual(open);
  });
});

/** Without links, code marks and emphasis. */
function plain(text: string): string {
  return text
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/(?<!\w)_([^_]+)_(?!\w)/g, '$1')
    .replaceAll('`', '');
}
