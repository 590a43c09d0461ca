import { describe, expect, it } from '@jest/globals';
import { systemSettingsFromRow } from './system.js';

const defaults = { stopsAllWriting: false, mailboxDomains: null, companyDomains: [] };

describe('settings of the whole system', () => {
  it('are the defaults without a record, and where nothing is filled in', () => {
    expect(systemSettingsFromRow(null)).toEqual(defaults);
    expect(
      systemSettingsFromRow({ Stop_All_Writing__c: false, Mailbox_Domains__c: null, Company_Domains__c: ' ' }),
    ).toEqual(defaults);
  });

  it('are what an admin wrote', () => {
    expect(
      systemSettingsFromRow({
        Stop_All_Writing__c: true,
        Mailbox_Domains__c: '@Stein.example\r\nstein-west.example',
        Company_Domains__c: 'stein-labs.example; stein.example',
      }),
    ).toEqual({
      stopsAllWriting: true,
      mailboxDomains: ['stein.example', 'stein-west.example'],
      companyDomains: ['stein-labs.example', 'stein.example'],
    });
  });

  it('allow nobody where something is written and nothing of it is a domain', () => {
    expect(systemSettingsFromRow({ Mailbox_Domains__c: 'com' }).mailboxDomains).toEqual([]);
  });
});
