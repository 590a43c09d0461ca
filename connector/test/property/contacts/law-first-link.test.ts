// Law P19: joining two existing records overwrites no value that nobody chose to overwrite, and no notes at all; an
// empty side is filled where the direction allows it.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { writesToExchange, writesToSalesforce } from '../../../src/core/contact/plan.js';
import { flowsOf } from '../../../src/core/merge.js';
import type { ContactValues } from '../../../src/core/contact/model.js';
import { defaultFields } from '../../support/contacts.js';
import { isSame } from './world-ledger.js';
import { run } from './world-run.js';
import { anySettings, playedFields } from './world-steps.js';
import { emptyWorld, itemValues, newItem, newRow, rowValues } from './world.js';

/** The same person on both sides: one address; the rest is there or not, alike or not. */
const text = fc.constantFrom('', 'one', 'other', 'One');
const phone = fc.constantFrom('', '+49 30 1', '+49 30 2');
const values: fc.Arbitrary<ContactValues> = fc.record({
  LastName: fc.constantFrom('Berg', 'BERG'),
  FirstName: text,
  Email: fc.constantFrom('anna@berg.example', 'Anna@Berg.example'),
  'Account.Name': fc.constantFrom('', 'Acme', 'Globex', 'Nobody knows'),
  Title: text,
  Phone: phone,
  Fax: phone,
  MailingCity: text,
  Description: text,
});

const settings = anySettings.map((one) => ({ ...one, fields: { ...one.fields, Description: 'both' as const } }));

describe('the first run on two sides that have lived apart', () => {
  it('overwrites no value that nobody chose to overwrite, and never notes (P19)', () => {
    fc.assert(
      fc.property(settings, fc.array(fc.tuple(values, values), { maxLength: 3 }), (chosen, people) => {
        const world = emptyWorld({ ...chosen, scope: 'AllVisible' });
        people.forEach(([ours, theirs], index) => {
          const own = { Email: `${index}${ours.Email}`, LastName: `${ours.LastName} ${index}` };
          newRow(world, { ...ours, ...own });
          newItem(world, { ...theirs, ...own });
        });
        const { writes } = run(world);
        for (const { side, kind, before, values: written } of writes.filter(({ kind: one }) => one !== 'stamp')) {
          expect(kind).toBe('update');
          for (const field of playedFields.filter((one) => written[one] !== undefined)) {
            const isChosen = chosen.firstLink === (side === 'exchange' ? 'Salesforce' : 'Exchange');
            const isOverwritten = before[field] !== '' && !isSame(field, before[field] ?? '', written[field] ?? '');
            if (isOverwritten) expect({ field, isChosen }).toEqual({ field, isChosen: true });
            if (isOverwritten) expect(field).not.toBe('Description');
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('fills what is empty on one side, where the field may travel there', () => {
    fc.assert(
      fc.property(settings, values, values, (chosen, ours, theirs) => {
        const world = emptyWorld({ ...chosen, scope: 'AllVisible' });
        const row = newRow(world, ours);
        const item = newItem(world, theirs);
        run(world);
        for (const field of playedFields) {
          const flows = flowsOf(chosen.direction, chosen.fields[field]);
          const isUnknownCompany = field === 'Account.Name' && theirs[field]?.startsWith('Nobody') === true;
          if (ours[field] === '' && flows.toSalesforce && !isUnknownCompany) {
            expect(rowValues(world, row)[field]).toBe(theirs[field]);
          }
          if (theirs[field] === '' && flows.toExchange) expect(itemValues(world, item)[field]).toBe(ours[field]);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('makes nobody twice: after it each has one partner', () => {
    fc.assert(
      fc.property(settings, values, values, (chosen, ours, theirs) => {
        const world = emptyWorld({ ...chosen, fields: { ...defaultFields }, scope: 'AllVisible' });
        newRow(world, ours);
        newItem(world, theirs);
        for (let round = 0; round < 3; round += 1) run(world);
        expect([world.rows.size, world.items.size, world.links.size]).toEqual([1, 1, 1]);
        expect(writesToExchange(chosen) || writesToSalesforce(chosen)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
