// Whatever people do and however a client pages: when it applies the rounds of delta, last word wins, it ends up with
// exactly what is in the folder. Run on the state itself, without HTTP.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LoggedItem } from '../../src/exchange/change-log.js';
import { DeltaTokens, deltaPage, type DeltaRequest } from '../../src/exchange/contacts/delta.js';
import { Mailbox, type ContactFolder } from '../../src/exchange/mailbox.js';
import { defaultSwitches, type Switches } from '../../src/exchange/switches.js';
import { Chance, Clock } from '../../src/world.js';

type Step = { kind: 'create' | 'page' } | { kind: 'edit' | 'delete' | 'moveOut' | 'moveIn' | 'restore'; which: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constant<Step>({ kind: 'create' }),
  fc.constant<Step>({ kind: 'page' }),
  fc.record({
    kind: fc.constantFrom(
      'edit' as const,
      'delete' as const,
      'moveOut' as const,
      'moveIn' as const,
      'restore' as const,
    ),
    which: fc.nat(30),
  }),
);

/** A client that keeps what delta tells it: immutable id to change key. */
class Client {
  readonly known = new Map<string, string>();
  itemsTold = 0;
  #token: DeltaRequest<LoggedItem>['token'] = null;
  readonly #mailbox: Mailbox;
  readonly #folder: ContactFolder;
  readonly #switches: Switches;
  readonly #tokens = new DeltaTokens('secret');

  constructor(mailbox: Mailbox, folder: ContactFolder, switches: Switches) {
    this.#mailbox = mailbox;
    this.#folder = folder;
    this.#switches = switches;
  }

  /** Reads one page; answers whether the round has ended. */
  page(pageSize: number): boolean {
    const request: DeltaRequest<LoggedItem> = {
      tokenEpoch: this.#mailbox.tokenEpoch,
      folder: this.#folder,
      token: this.#token,
      select: null,
      window: null,
      pageSize,
      nowMs: Date.now() + 1000,
      show: (item, { isNews }) => (item.isHere || isNews ? [item] : []),
    };
    const page = deltaPage(request, this.#tokens, this.#switches);
    this.itemsTold += page.items.length;
    for (const item of page.items) {
      if (item.isHere) this.known.set(item.id, this.#mailbox.contacts.get(item.id)?.changeKey ?? '');
      else this.known.delete(item.id);
    }
    this.#token = { kind: page.link.kind, text: page.link.token };
    return page.link.kind === 'delta';
  }

  wholeRound(pageSize: number): void {
    for (let pages = 0; !this.page(pageSize); pages += 1) if (pages > 1000) throw new Error('the round never ends');
  }
}

function act(mailbox: Mailbox, folder: ContactFolder, action: Step): void {
  if (action.kind === 'create') mailbox.addContact(folder, { madeBy: 'app', properties: {}, extended: new Map() });
  if (!('which' in action)) return;
  const wantedFolder = { edit: folder.id, delete: folder.id, moveOut: folder.id, restore: mailbox.deletedItemsId };
  const from = action.kind === 'moveIn' ? mailbox.defaultFolder.id : wantedFolder[action.kind];
  const candidates = [...mailbox.contacts.values()].filter((contact) => contact.folderId === from);
  const contact = candidates[action.which % Math.max(1, candidates.length)];
  if (contact === undefined) return;
  if (action.kind === 'edit') mailbox.contactChanged(contact);
  else if (action.kind === 'delete') mailbox.deleteContact(contact);
  else mailbox.moveContact(contact, action.kind === 'moveOut' ? mailbox.defaultFolder.id : folder.id);
}

function truth(mailbox: Mailbox, folder: ContactFolder): [string, string][] {
  return mailbox.contactsIn(folder).map((contact) => [contact.immutableId, contact.changeKey]);
}

describe('Delta', () => {
  it('leaves a client that applies every page with what is in the folder', () => {
    const modes = fc.record({ deltaEmptyFirstPage: fc.boolean(), deltaRepeatsItems: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60, size: 'max' }),
        fc.integer({ min: 1, max: 3 }),
        modes,
        (steps, pageSize, mode) => {
          const mailbox = new Mailbox(new Clock(), new Chance(1));
          const folder = mailbox.createFolder('Salesforce_Sync', mailbox.defaultFolder.id);
          const client = new Client(mailbox, folder, { ...defaultSwitches, deltaGenerationsKept: 1000, ...mode });
          for (let number = 0; number < 8; number += 1) act(mailbox, folder, { kind: 'create' });
          for (const action of steps) {
            if (action.kind === 'page') client.page(pageSize);
            else act(mailbox, folder, action);
          }
          client.wholeRound(pageSize);
          client.wholeRound(pageSize);
          expect([...client.known].sort()).toEqual(truth(mailbox, folder).sort());
        },
      ),
      { numRuns: 400 },
    );
  });

  it('says nothing in a round after a quiet one', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const mailbox = new Mailbox(new Clock(), new Chance(1));
        const folder = mailbox.createFolder('Salesforce_Sync', mailbox.defaultFolder.id);
        const client = new Client(mailbox, folder, { ...defaultSwitches });
        for (const action of steps) act(mailbox, folder, action);
        client.wholeRound(200);
        const { itemsTold } = client;
        client.wholeRound(200);
        expect(client.itemsTold).toBe(itemsTold);
        expect([...client.known].sort()).toEqual(truth(mailbox, folder).sort());
      }),
    );
  });
});
