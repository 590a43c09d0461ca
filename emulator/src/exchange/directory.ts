// The users of the tenant and the mailboxes they have. Addresses are compared without case; a user is found by id or
// user principal name, as Graph does, and by mail address only for people who use the control interface.
import { guid } from '../credentials.js';
import type { MailboxState } from '../parts.js';
import { Chance, type World } from '../world.js';
import { CalendarStore } from './events/calendar-store.js';
import { Mailbox } from './mailbox.js';

export interface DirectoryUser {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly mail: string;
  state: MailboxState;
  readonly mailbox: Mailbox;
  readonly calendars: CalendarStore;
}

export class Directory {
  readonly #users = new Map<string, DirectoryUser>();
  /** By mail address in small letters. */
  readonly #byMail = new Map<string, DirectoryUser[]>();
  /** By the uid of a meeting: everybody who was ever given a copy of it. */
  readonly #copyHolders = new Map<string, Set<DirectoryUser>>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  all(): readonly DirectoryUser[] {
    return [...this.#users.values()];
  }

  /**
   * A second user with the same address gets a principal name of its own: addresses may be shared, principal names may
   * not.
   */
  add(person: { id?: string; address: string; displayName: string; state?: MailboxState }): DirectoryUser {
    const chance = new Chance(this.#world.chance.below(2 ** 32));
    const id = person.id ?? guid(chance);
    if (this.#users.has(id.toLowerCase())) throw new Error(`there is a user with the id ${id} already`);
    const mailbox = new Mailbox(this.#world.clock, chance);
    const user: DirectoryUser = {
      id,
      displayName: person.displayName,
      userPrincipalName: this.#freePrincipalName(person.address),
      mail: person.address,
      state: person.state ?? 'ok',
      mailbox,
      calendars: new CalendarStore(this.#world.clock, mailbox),
    };
    this.#users.set(id.toLowerCase(), user);
    this.#byMail.set(user.mail.toLowerCase(), [...this.withAddress(user.mail), user]);
    return user;
  }

  /** Nobody, one, or several who share the address. */
  withAddress(mail: string): readonly DirectoryUser[] {
    return this.#byMail.get(mail.toLowerCase()) ?? [];
  }

  /** Kept here so that a change of a meeting looks into no mailbox that has nothing to do with it. */
  copyHoldersOf(uid: string): readonly DirectoryUser[] {
    return [...(this.#copyHolders.get(uid) ?? [])];
  }

  addCopyHolder(uid: string, user: DirectoryUser): void {
    this.#copyHolders.set(uid, (this.#copyHolders.get(uid) ?? new Set()).add(user));
  }

  /** As Graph finds users in a path: by id or user principal name. */
  find(key: string): DirectoryUser | undefined {
    const wanted = key.toLowerCase();
    return this.#users.get(wanted) ?? this.all().find((user) => user.userPrincipalName.toLowerCase() === wanted);
  }

  /** For the control interface: by id or by an address that only one user has. Throws otherwise. */
  require(key: string): DirectoryUser {
    const byId = this.#users.get(key.toLowerCase());
    if (byId) return byId;
    const found = this.all().filter((user) =>
      [user.mail, user.userPrincipalName].some((address) => address.toLowerCase() === key.toLowerCase()),
    );
    if (found.length > 1) throw new Error(`several mailboxes have the address ${key}; name one by its id`);
    if (found[0] === undefined) throw new Error(`there is no mailbox ${key}`);
    return found[0];
  }

  #freePrincipalName(address: string): string {
    const [local, domain] = [address.slice(0, address.lastIndexOf('@')), address.slice(address.lastIndexOf('@'))];
    let name = address;
    for (let number = 2; this.find(name) !== undefined; number += 1) name = `${local}.${number}${domain}`;
    return name;
  }
}
