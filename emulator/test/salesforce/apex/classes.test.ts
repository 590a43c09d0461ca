// The stand-ins are called as the Apex classes are, answer what they answer, read what they read, and say what they
// say: compared with the .cls files, both ways.
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { apexMembers, apexMethods, apexQueries } from '../../../src/salesforce/apex/methods.js';
import { readForceApp, xmlText } from '../../../src/salesforce/schema/force-app.js';
import { forceAppFolder } from '../support.js';
import type { StandIns } from './class-facts.js';
import { differences, factsOf } from './class-facts.js';

const classFolder = join(forceAppFolder, 'main/default/classes');
const classes = Object.fromEntries(
  readdirSync(classFolder)
    .filter((file) => file.endsWith('.cls'))
    .map((file) => [basename(file, '.cls'), readFileSync(join(classFolder, file), 'utf8')] as const),
);
const standIns: StandIns = { methods: apexMethods, members: apexMembers, queries: apexQueries };

const kebab = (name: string): string => name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
const standInFolder = fileURLToPath(new URL('../../../src/salesforce/apex/', import.meta.url));
const standInTexts = Object.keys(classes)
  .map((name) => ({ name, file: `${kebab(name)}.ts` }))
  .filter(({ file }) => readdirSync(standInFolder).includes(file))
  .map(({ name, file }) => ({ name, text: readFileSync(join(standInFolder, file), 'utf8') }));

describe('stand-ins and Apex classes', () => {
  it('are the same in methods, parameters, members and queries', () => {
    expect(factsOf(classes['ExchangeSyncRequestController'] ?? '').methods).toHaveLength(2);
    expect(differences(classes, standIns)).toEqual([]);
  });

  it.each([
    ['ExchangeSyncRequestController', 'Id userId, String objects)', 'Id personId, String objects)'],
    ['ExchangeSyncRequestController', 'Id userId, String objects)', 'String objects, Id userId)'],
    ['ExchangeSyncRequestController', 'Id userId, String objects)', 'String userId, String objects)'],
    ['ExchangeSyncRequestController', 'Receipt syncNow(', 'Receipt syncSoon('],
    [
      'ExchangeSyncRequestController',
      '    @AuraEnabled',
      '    @AuraEnabled\n    public static void more() {\n    }\n    @AuraEnabled',
    ],
    ['ExchangeSyncStatusController', '@AuraEnabled(cacheable=true)', '@AuraEnabled'],
    ['ExchangeSyncStatusController', 'Datetime lastReportAt', 'Datetime latestReportAt'],
    ['ExchangeSyncStatusController', 'Mailbox_State__c,', 'Mailbox_State__c,\n Configuration__c,'],
    ['ExchangeSyncStatusController', 'WITH USER_MODE', 'WITH SYSTEM_MODE'],
    ['ExchangeSyncCount', 'Integer total', 'Long total'],
    ['ExchangeConfigurationController', 'Id profileId { get', 'String profileId { get'],
    ['ExchangeConfigurationController', 'ORDER BY Name', 'ORDER BY Name DESC'],
    ['ExchangeAssignmentCheck', 'User__c IN :users OR', 'User__c IN :users AND'],
  ])('are compared: in %s another "%s" is noticed', (name, is, other) => {
    const text = classes[name] ?? '';
    expect(text).toContain(is);
    expect(differences({ ...classes, [name]: text.replace(is, other) }, standIns)).not.toEqual([]);
  });

  it('are compared from the other side too', () => {
    const [first, ...rest] = apexMethods;
    const renamed = first === undefined ? [] : [{ ...first, parameters: first.parameters.slice(1) }, ...rest];
    const { ExchangeSyncCount: _count, ...members } = apexMembers;
    const { ExchangeAssignmentCheck: _check, ...queries } = apexQueries;
    const more = { ...apexMembers, ExchangeSyncCount: { value: 'String', total: 'Integer', share: 'Decimal' } };
    for (const changed of [
      { methods: rest },
      { methods: renamed },
      { members },
      { members: more },
      { queries: { ...queries, ExchangeSyncRequestRules: ['SELECT Id FROM Contact'] } },
    ]) {
      expect(differences(classes, { ...standIns, ...changed })).not.toEqual([]);
    }
  });

  it('show nothing to components in a way that the comparison does not understand', () => {
    expect(() => factsOf('class A {\n @AuraEnabled\n public String name;\n}')).toThrow('not all are understood');
  });

  it('say the same labels', () => {
    const known = readForceApp(forceAppFolder).labels.map((label) => xmlText(label, 'fullName') ?? '');
    expect(standInTexts.length).toBeGreaterThan(10);
    for (const { name, text } of standInTexts) {
      const inApex = [...(classes[name] ?? '').matchAll(/System\.Label\.(\w+)/g)].map(([, label = '']) => label);
      const inStandIn = [...text.matchAll(/'(\w+)'/g)].map(([, word = '']) => `Exchange_Sync_${word}`);
      expect([name, [...new Set(inStandIn)].filter((label) => known.includes(label)).sort()]).toEqual([
        name,
        [...new Set(inApex)].sort(),
      ]);
    }
  });
});
