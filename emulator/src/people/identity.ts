// Invents one contact after another: complete, different, repeatable. Knows how the same person is written down on
// either side.
// The field pairs follow the field table (docs); the emulator never maps one side's record into the other's.
import type { ContactProperties } from '../parts.js';
import type { Chance } from '../world.js';
import {
  COMPANY_HEADS,
  COMPANY_TAILS,
  DEPARTMENTS,
  FIRST_NAMES,
  JOB_TITLES,
  LAST_NAME_HEADS,
  LAST_NAME_TAILS,
  TOWNS,
} from './names.js';

/** A person somewhere in the world, before anybody has written them down. */
export interface Identity {
  readonly firstName: string;
  readonly lastName: string;
  readonly company: string;
  /** One to three; the first is the one that Salesforce has room for. */
  readonly emails: readonly string[];
  readonly title: string;
  readonly department: string;
  readonly phone: string;
  readonly mobile: string;
  readonly street: string;
  readonly city: string;
  readonly state: string;
  readonly postalCode: string;
  readonly country: string;
}

/** Makes identities that differ from each other in name and address, over the whole cast. */
export class Identities {
  readonly #chance: Chance;
  readonly #namesTaken = new Set<string>();
  readonly #companiesTaken = new Set<string>();
  #made = 0;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  /** The n-th company name so far, never one twice. */
  company(): string {
    const chance = this.#chance;
    for (let attempt = 0; ; attempt += 1) {
      const district = attempt < 20 ? '' : ` ${chance.pick(TOWNS).city} ${chance.below(10_000)}`;
      const name = `${chance.pick(COMPANY_HEADS)} ${chance.pick(COMPANY_TAILS)}${district}`;
      if (this.#companiesTaken.has(name)) continue;
      this.#companiesTaken.add(name);
      return name;
    }
  }

  /** `addresses`: how many e-mail addresses this one has (1 to 3, or 0). */
  person(company: string, addresses = 1): Identity {
    const chance = this.#chance;
    const { firstName, lastName } = this.#freshName();
    this.#made += 1;
    const town = chance.pick(TOWNS);
    const local = `${asciiWord(firstName)}.${asciiWord(lastName)}.${this.#made}`;
    const hosts = [`${asciiWord(company)}.example`, 'example.org', 'example.net'];
    return {
      firstName,
      lastName,
      company,
      emails: hosts.slice(0, addresses).map((host) => `${local}@${host}`),
      title: chance.pick(JOB_TITLES),
      department: chance.pick(DEPARTMENTS),
      phone: `${town.dial} ${chance.text(4, '0123456789')}`,
      mobile: `${town.dial} ${chance.text(3, '123456789')} ${chance.text(3, '0123456789')}`,
      street: `${1 + chance.below(180)} ${chance.pick(town.streets)}`,
      city: town.city,
      state: town.state,
      postalCode: town.postalCode,
      country: town.country,
    };
  }

  #freshName(): { firstName: string; lastName: string } {
    const chance = this.#chance;
    for (let attempt = 0; ; attempt += 1) {
      const firstName = chance.pick(FIRST_NAMES);
      const single = chance.pick(LAST_NAME_HEADS) + chance.pick(LAST_NAME_TAILS);
      const lastName =
        attempt < 4 ? single : `${single}-${chance.pick(LAST_NAME_HEADS)}${chance.pick(LAST_NAME_TAILS)}`;
      const name = `${firstName} ${lastName}`;
      if (this.#namesTaken.has(name)) continue;
      this.#namesTaken.add(name);
      return { firstName, lastName };
    }
  }
}

/** How many addresses the n-th of a row of people has: 1.3 on average, three at most. */
export function addressCountAt(index: number): number {
  const place = index % 20;
  if (place === 7) return 3;
  return place % 5 === 3 ? 2 : 1;
}

/** Fields of a Salesforce Contact. The account is found by the caller: a company name is not a field there. */
export function asSalesforceContact(person: Identity): Record<string, unknown> {
  const fields = {
    FirstName: person.firstName,
    LastName: person.lastName,
    Email: person.emails[0] ?? '',
    Title: person.title,
    Department: person.department,
    Phone: person.phone,
    MobilePhone: person.mobile,
    MailingStreet: person.street,
    MailingCity: person.city,
    MailingState: person.state,
    MailingPostalCode: person.postalCode,
    MailingCountry: person.country,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}

/** Graph properties of an Exchange contact, as Outlook leaves them. */
export function asExchangeContact(person: Identity): ContactProperties {
  const name = [person.firstName, person.lastName].filter((part) => part !== '').join(' ');
  const displayName = name || person.company || (person.emails[0] ?? '');
  return {
    givenName: person.firstName,
    surname: person.lastName,
    displayName,
    companyName: person.company,
    emailAddresses: person.emails.map((address) => ({ name: displayName, address })),
    jobTitle: person.title,
    department: person.department,
    businessPhones: person.phone === '' ? [] : [person.phone],
    mobilePhone: person.mobile,
    businessAddress: {
      street: person.street,
      city: person.city,
      state: person.state,
      postalCode: person.postalCode,
      countryOrRegion: person.country,
    },
  };
}

function asciiWord(text: string): string {
  const plain = text.normalize('NFD').replace(/[^A-Za-z0-9]/g, '');
  return plain === '' ? 'contact' : plain.toLowerCase();
}
