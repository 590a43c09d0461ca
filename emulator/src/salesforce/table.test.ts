import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Row } from './schema/values.js';
import { standardCrmObjects } from './standard/crm.js';
import { Table } from './table.js';

const [, contact] = standardCrmObjects;
if (contact === undefined) throw new Error('no Contact');
const emailField = contact.fields.get('email');
if (emailField === undefined) throw new Error('no Email');

const row = fc.record({
  Id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'A'),
  SystemModstamp: fc.integer({ min: 0, max: 5 }),
  Email: fc.constantFrom('x@y.de', 'X@y.de', 'z@y.de', null),
});
const step = fc.oneof(
  row.map((one) => ({ kind: 'put' as const, row: one })),
  fc.constantFrom('a', 'b').map((id) => ({ kind: 'remove' as const, id })),
  fc.integer({ min: 0, max: 6 }).map((from) => ({ kind: 'since' as const, from })),
  fc.constantFrom('x@y.de', 'Z@Y.de').map((email) => ({ kind: 'with' as const, email })),
);

const stampOf = (one: Row): number => Number(one['SystemModstamp']);

describe('a table', () => {
  it('finds by its indexes exactly what a look at every row finds', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const table = new Table(contact);
        const rows = new Map<string, Row>();
        for (const one of steps) {
          if (one.kind === 'put') {
            table.put(one.row);
            rows.set(one.row.Id, one.row);
          } else if (one.kind === 'remove') {
            table.remove(one.id);
            rows.delete(one.id);
          } else if (one.kind === 'since') {
            const expected = [...rows.values()]
              .filter((each) => stampOf(each) >= one.from)
              .sort((x, y) => stampOf(x) - stampOf(y) || (x.Id < y.Id ? -1 : 1));
            expect(table.since(one.from)).toEqual(expected);
          } else {
            const wanted = one.email.toLowerCase();
            const expected = [...rows.values()].filter((each) => String(each['Email']).toLowerCase() === wanted);
            expect([...table.idsWith(emailField, one.email)].sort()).toEqual(expected.map(({ Id }) => Id).sort());
          }
        }
      }),
    );
  });
});
