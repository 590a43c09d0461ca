import { describe, expect, it } from '@jest/globals';
import { callsByPerson, callsInWords, countCalls, type CallLine } from './calls.js';

const integration = 'connector@example.org';

function call(system: CallLine['system'], route: string, user: string | null, isSubRequest = false): CallLine {
  return { system, method: 'GET', route, user, isSubRequest, status: 200 };
}

const calls: readonly CallLine[] = [
  call('exchange', '/users/{user}/contactFolders', 'box-mira'),
  call('exchange', '/$batch', 'box-mira'),
  call('exchange', '/users/{user}/contacts/{contact}', 'box-mira', true),
  call('exchange', '/users/{user}/contacts/{contact}', 'box-mira', true),
  call('salesforce', '/services/data/v65.0/query', 'mira@example.org'),
  call('salesforce', '/services/data/v65.0/composite', 'mira@example.org'),
  call('salesforce', '/services/data/v65.0/composite', integration),
  call('salesforce', '/services/data/v65.0/query', integration, true),
  call('salesforce', '/services/data/v65.0/composite/sobjects', integration),
  call('salesforce-token', '/services/oauth2/token', null),
];

describe('calls', () => {
  it('are counted by system and purpose, a batch once and its parts one by one', () => {
    expect(countCalls(calls, integration)).toEqual({
      exchange: 2,
      exchangeParts: 3,
      salesforce: 2,
      looking: 1,
      reporting: 1,
      tokens: 1,
    });
  });

  it('are counted for each person', () => {
    const mira = { role: 'rep', firstName: 'Mira', lastName: 'Rep', userId: 'u', mailboxId: 'box-mira' };
    expect(callsByPerson(calls, [{ ...mira, username: 'mira@example.org' }])).toEqual({
      'mira@example.org': { exchange: 3, salesforce: 2 },
    });
  });

  it('are said without what is zero', () => {
    const quiet = { exchange: 5, exchangeParts: 5, salesforce: 0, looking: 3, reporting: 0, tokens: 0 };
    expect(callsInWords(quiet)).toBe('Exchange 5, Salesforce 0');
    expect(callsInWords({ ...quiet, exchangeParts: 44, reporting: 2 })).toBe(
      'Exchange 5 (44 with the parts of batches), Salesforce 0, reports to the org 2',
    );
  });
});
