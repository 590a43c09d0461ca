// The org has the triggers that force-app has, and no other: anything else stops it at start.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Labels } from '../../../src/salesforce/schema/labels.js';
import { readForceApp } from '../../../src/salesforce/schema/force-app.js';
import { createSalesforceOrg } from '../../../src/salesforce/org.js';
import { forceAppFolder, makeWorld } from '../support.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'force-app-'));
  cpSync(forceAppFolder, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const start = () => createSalesforceOrg(makeWorld(), { forceAppFolder: folder });
const fileOf = (name: string): string => join(folder, 'main/default', name);
const rewrite = (name: string, is: string, other: string): void => {
  const text = readFileSync(fileOf(name), 'utf8');
  expect(text).toContain(is);
  writeFileSync(fileOf(name), text.replace(is, other));
};

describe('an emulator', () => {
  it('starts with triggers and stand-ins that belong together', () => {
    expect(start).not.toThrow();
  });

  it('does not start with a trigger that has no stand-in', () => {
    writeFileSync(fileOf('triggers/More.trigger'), 'trigger More on Contact(before insert) {\n}\n');
    expect(start).toThrow('the trigger More has no stand-in in salesforce/apex/triggers.ts');
  });

  it('does not start with a stand-in whose trigger is gone', () => {
    rmSync(fileOf('triggers/ExchangeSyncRequest.trigger'));
    expect(start).toThrow('the stand-in of the trigger ExchangeSyncRequest on Exchange_Sync_Request__c has no trigger');
  });

  it.each([
    ['Exchange_Sync_Request__c(', 'Exchange_Sync_Status__c('],
    ['before insert, before update', 'before insert'],
    ['before insert, before update', 'before insert, after update'],
  ])('does not start with a trigger on %s that says %s', (is, other) => {
    rewrite('triggers/ExchangeSyncRequest.trigger', is, other);
    expect(start).toThrow('the stand-in of the trigger ExchangeSyncRequest is for Exchange_Sync_Request__c');
  });

  it('does not start with a permission set that names a class that is not there', () => {
    rewrite('permissionsets/Exchange_Sync_Person.permissionset-meta.xml', 'ExchangeSyncStatusController', 'Gone');
    expect(start).toThrow('permission set Exchange_Sync_Person names the class Gone, which does not exist');
  });

  it('says which custom label is missing', () => {
    const labels = new Labels(readForceApp(folder));
    expect(labels.text('Condition_At', '2', 'it is {1}')).toBe('Condition 2: it is {1}');
    expect(() => labels.text('Nothing')).toThrow('force-app has no custom label Exchange_Sync_Nothing');
    rewrite('labels/CustomLabels.labels-meta.xml', '<value>Condition {0}: {1}</value>', '<value></value>');
    expect(start).toThrow('the custom label Exchange_Sync_Condition_At has no words');
  });
});
