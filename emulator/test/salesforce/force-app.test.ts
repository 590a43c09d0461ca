// The org is made of force-app, and of nothing that force-app gets wrong; the rules are those of notes.md.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createSalesforceOrg } from '../../src/salesforce/org.js';
import { notEvaluatedRules } from '../../src/salesforce/schema/from-force-app.js';
import { defaultSwitches, switchNames } from '../../src/salesforce/switches.js';
import { forceAppFolder, makeWorld } from './support.js';

const source = fileURLToPath(new URL('../../src/salesforce/', import.meta.url));
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** An org of these files, by their paths below the package folder. */
function orgOf(files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'force-app-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return createSalesforceOrg(makeWorld(), { forceAppFolder: folder });
}

const thing = {
  'objects/Thing__c/Thing__c.object-meta.xml':
    '<CustomObject><label>Thing</label><pluralLabel>Things</pluralLabel><sharingModel>ReadWrite</sharingModel>' +
    '<nameField><label>Name</label><type>Text</type></nameField></CustomObject>',
};
const fieldFile = (name: string, rest: string): Record<string, string> => ({
  [`objects/Thing__c/fields/${name}.field-meta.xml`]:
    `<CustomField><fullName>${name}</fullName><label>L</label>${rest}` + '</CustomField>',
});
const ruleFile = (formula: string): Record<string, string> => ({
  'objects/Thing__c/validationRules/R.validationRule-meta.xml':
    '<ValidationRule><fullName>R</fullName><active>true</active><errorMessage>No.</errorMessage>' +
    `<errorConditionFormula>${formula}</errorConditionFormula></ValidationRule>`,
});
const activityField = (rest: string): Record<string, string> => {
  const text = `<CustomField><fullName>F__c</fullName><label>L</label><type>Text</type><length>9</length>${rest}`;
  return { 'objects/Activity/fields/F__c.field-meta.xml': `${text}</CustomField>` };
};
const setFile = (content: string): Record<string, string> => ({
  'permissionsets/S.permissionset-meta.xml': `<PermissionSet><label>S</label>${content}</PermissionSet>`,
});

describe('an org of our own force-app', () => {
  it('has its objects, permission sets and custom permissions as rows', () => {
    const { objects } = createSalesforceOrg(makeWorld(), { forceAppFolder }).dump();
    expect(Object.keys(objects)).toEqual(
      expect.arrayContaining(['Exchange_Sync_Status__c', 'Exchange_Sync_Request__c']),
    );
    const sets = objects['PermissionSet']?.filter((one) => one['IsOwnedByProfile'] === false);
    expect(sets?.map((one) => one['Name']).sort()).toEqual(
      expect.arrayContaining(['Exchange_Sync_Admin', 'Exchange_Sync_Connector', 'Exchange_Sync_Person']),
    );
    const permissions = objects['CustomPermission']?.map((one) => one['DeveloperName']).sort();
    expect(permissions).toEqual(['Answer_Exchange_Sync_Requests', 'Manage_Exchange_Sync']);
    expect(objects['SetupEntityAccess']).toHaveLength(2);
  });

  it('is the same again from the same seed', () => {
    const make = (seed: number): unknown => {
      const world = makeWorld(seed);
      world.clock.freeze(0);
      return createSalesforceOrg(world, { forceAppFolder }).dump();
    };
    expect(make(3)).toEqual(make(3));
    expect(make(3)).not.toEqual(make(4));
  });
});

describe('an org of other metadata', () => {
  it('takes what is well formed', () => {
    const picklist =
      '<type>Picklist</type><valueSet><restricted>true</restricted><valueSetDefinition>' +
      '<value><fullName>A</fullName><default>true</default><label>A</label></value></valueSetDefinition></valueSet>';
    const org = orgOf({ ...thing, ...fieldFile('Kind__c', picklist), ...ruleFile('ISPICKVAL(Kind__c, "B")') });
    org.addUser({ username: 'a', email: 'a@b.de', firstName: 'A', lastName: 'B', profile: 'System Administrator' });
    const id = org.act('a', { kind: 'create', object: 'Thing__c', fields: {} });
    expect(org.dump().objects['Thing__c']).toMatchObject([{ Id: id, Name: id, Kind__c: 'A' }]);
  });

  it.each([
    ['an empty folder', {}, 'holds no objects'],
    [
      'a field type that is not modelled',
      { ...thing, ...fieldFile('F__c', '<type>Geolocation</type>') },
      'Thing__c.F__c',
    ],
    ['a formula field', { ...thing, ...fieldFile('F__c', '<type>Text</type><formula>1</formula>') }, 'not modelled'],
    [
      'a rule with an unknown function',
      { ...thing, ...ruleFile('REGEX(Name, "x")') },
      'Thing__c.R: the function REGEX',
    ],
    ['a rule about an unknown field', { ...thing, ...ruleFile('ISBLANK(Foo__c)') }, 'there is no field Foo__c'],
    [
      'a permission set with an unknown field',
      {
        ...thing,
        ...setFile('<fieldPermissions><editable>true</editable><field>Thing__c.X__c</field></fieldPermissions>'),
      },
      'names Thing__c.X__c',
    ],
    [
      'a permission set with a required field',
      {
        ...thing,
        ...fieldFile('F__c', '<type>Text</type><length>9</length><required>true</required>'),
        ...setFile('<fieldPermissions><editable>true</editable><field>Thing__c.F__c</field></fieldPermissions>'),
      },
      'cannot be granted',
    ],
    [
      'a permission set with an unknown object',
      {
        ...thing,
        ...setFile('<objectPermissions><allowRead>true</allowRead><object>No__c</object></objectPermissions>'),
      },
      'names No__c',
    ],
    ['an external id of activities', activityField('<externalId>true</externalId>'), 'no external ids'],
    ['a unique field of activities', activityField('<unique>true</unique>'), 'no unique fields'],
    [
      'a custom field of events that is none of activities',
      {
        'objects/Event/fields/F__c.field-meta.xml':
          '<CustomField><fullName>F__c</fullName><label>L</label><type>Text</type><length>9</length></CustomField>',
      },
      'below the object Activity',
    ],
    [
      'a permission set that grants a field of events and not of tasks',
      {
        ...activityField(''),
        ...setFile('<fieldPermissions><readable>true</readable><field>Event.F__c</field></fieldPermissions>'),
      },
      'of Event and of Task alike',
    ],
    [
      'a permission set with object permissions of events',
      {
        ...thing,
        ...setFile('<objectPermissions><allowRead>true</allowRead><object>Event</object></objectPermissions>'),
      },
      'no object permissions',
    ],
    [
      'an object that is not modelled',
      { 'objects/Case/Case.object-meta.xml': '<CustomObject><label>Case</label></CustomObject>' },
      'extends Case',
    ],
  ])('refuses to start with %s', (_what, files, message) => {
    expect(() => orgOf(files)).toThrow(message);
  });

  it('refuses to start without the folder', () => {
    expect(() => createSalesforceOrg(makeWorld(), { forceAppFolder: '/no/such/folder' })).toThrow('there is no folder');
  });
});

describe('the notes', () => {
  const notes = readFileSync(join(source, 'notes.md'), 'utf8');
  const rows = notes.split('\n').filter((line) => line.startsWith('|') && !/^\|[\s-|]+$/.test(line));
  const cells = (line: string): string[] =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim());

  it('list each switch with its default, and no other', () => {
    const listed = rows.map(cells).filter((row) => row.length === 3 && /^`\w+`$/.test(row[0] ?? ''));
    expect(listed.map(([name]) => name?.replaceAll('`', ''))).toEqual(switchNames());
    for (const [name, value] of Object.entries(defaultSwitches())) {
      const [, text = ''] = listed.find(([one]) => one === `\`${name}\``) ?? [];
      if (typeof value === 'object' && value !== null) continue;
      if (name === 'queryLocatorLifetimeMs') expect(text).toBe('two days');
      else expect(text).toBe(`\`${String(value)}\``);
    }
  });

  it('name only files and switches that there are', () => {
    const files = new Set(readdirSync(source, { recursive: true, encoding: 'utf8' }));
    const known = new Set([...switchNames(), 'setHidden']);
    const rules = rows.map(cells).filter((row) => row.length === 4 && row[0] !== 'rule');
    expect(rules.length).toBeGreaterThan(90);
    for (const [rule = '', evidence = '', file = '', names = ''] of rules) {
      for (const name of file.split(', ').filter((one) => one !== ''))
        expect([rule, files.has(name)]).toEqual([rule, true]);
      for (const name of names.matchAll(/`(\w+)`/g)) expect([rule, known.has(name[1] ?? '')]).toEqual([rule, true]);
      if (/documentation|recorded|client|thread|assumed/.test(evidence)) expect(file).not.toBe('');
    }
  });

  it('list the rules that are not evaluated', () => {
    const listed = /Rules that are not evaluated: (.*)\./.exec(notes)?.[1];
    expect(listed).toBe(notEvaluatedRules.length === 0 ? 'none' : notEvaluatedRules.join(', '));
  });
});

describe('switches', () => {
  it.each([
    ['nothing', true],
    ['contactSharing', 'everybody'],
    ['queryPageMax', '5'],
    ['lockedAccounts', 'all'],
    ['countryPicklist', 'Germany'],
    ['assertionLifetimeMaxSeconds', 'never'],
    ['eventSharing', 'publicRead'],
    ['allDayEventEnd', 'never'],
    ['multidayEvents', 1],
  ])('refuse %s = %j', (name, value) => {
    const org = createSalesforceOrg(makeWorld(), { forceAppFolder });
    expect(() => org.setSwitch(name, value)).toThrow(name);
  });
});
