// Comparing rows: what a difference is, and that there must be something to compare.
import { describe, expect, it } from '@jest/globals';
import { picked, requireSame, requireSameRows, rowsOfCsv } from './rows.mjs';

const row = { attributes: { type: 'Contact' }, Id: '1', Name: 'Eva', Account: { attributes: {}, Name: 'Acme' } };

describe('rows', () => {
  it('are compared by the paths of the query alone', () => {
    expect(picked(row, ['Id', 'Account.Name'])).toEqual({ Id: '1', 'Account.Name': 'Acme' });
  });

  it('have null for a parent that is missing', () => {
    expect(picked({ Id: '1', Account: null }, ['Account.Name', 'Owner.Profile.Name'])).toEqual({
      'Account.Name': null,
      'Owner.Profile.Name': null,
    });
  });

  it('pass where they are the same in the same order', () => {
    expect(() => requireSameRows([{ Id: '1' }, { Id: '2' }], [{ Id: '1' }, { Id: '2' }])).not.toThrow();
  });

  it.each([
    ['one is missing', [{ Id: '1' }], [{ Id: '1' }, { Id: '2' }], '1 rows were answered, and 2 are there'],
    ['one differs', [{ Id: '1' }, { Id: '3' }], [{ Id: '1' }, { Id: '2' }], 'Row 2 differs'],
    ['their order differs', [{ Id: '2' }, { Id: '1' }], [{ Id: '1' }, { Id: '2' }], 'Row 1 differs'],
    ['a value has another type', [{ Count: '1' }], [{ Count: 1 }], 'Row 1 differs'],
    ['there are none', [], [], 'no row to compare'],
  ])('fail where %s', (_why, found, expected, message) => {
    expect(() => requireSameRows(found, expected)).toThrow(message);
  });
});

describe('a value', () => {
  it('passes where it is the expected one, and is shown where it is not', () => {
    expect(() => requireSame('The org', { a: 1 }, { a: 1 })).not.toThrow();
    expect(() => requireSame('The org', { a: 1 }, { a: 2 })).toThrow('The org is {"a":1}, not {"a":2}.');
  });
});

describe('CSV', () => {
  it('is read by its heading, with null for nothing', () => {
    expect(rowsOfCsv('Id,Account.Name\n1,Acme\n2,\n')).toEqual([
      { Id: '1', 'Account.Name': 'Acme' },
      { Id: '2', 'Account.Name': null },
    ]);
  });

  it('is not guessed at where values are quoted or missing', () => {
    expect(() => rowsOfCsv('Id,Name\n1,"Acme, Inc."')).toThrow('No plain line');
    expect(() => rowsOfCsv('Id,Name\n1')).toThrow('No plain line');
  });
});
