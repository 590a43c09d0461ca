// The contacts that make syncing hard, each with a label that says what is odd about it. All are things people
// really have.
// What should become of them is the connector's affair and written in docs; here is only what there is.
import { CONTACTS_FOLDER, SYNC_FOLDER, type Desk } from './desk.js';
import type { Identity } from './identity.js';
import type { Person } from './organisation.js';

export interface Oddity {
  readonly label: string;
  readonly username: string;
  readonly side: 'salesforce' | 'exchange';
  readonly object: 'contact' | 'event';
  readonly id: string;
}

const OTHER_TELEPHONE = 'String 0x3A1F';
const BUSINESS_FAX = 'String 0x3A24';

/** One address at a reception desk, used by three people in Salesforce and by a fourth in Outlook. */
export const SHARED_ADDRESS = 'reception@millrace-hotels.example';

const BLANK: Identity = {
  firstName: '',
  lastName: '',
  company: '',
  emails: [],
  title: '',
  department: '',
  phone: '',
  mobile: '',
  street: '',
  city: '',
  state: '',
  postalCode: '',
  country: '',
};

/** Contacts that are nobody's business: outside the folder that syncs, they must never leave Exchange. */
export function addPrivateContacts(desk: Desk, person: Person): Oddity[] {
  const own = [
    { ...BLANK, firstName: 'Grandma', mobile: '+1 555 0100' },
    { ...BLANK, firstName: 'Dr. Vogel', company: 'Dental practice', phone: '+1 555 0101' },
  ];
  return own.map((identity) => ({
    label: 'private contact outside Salesforce_Sync',
    username: person.username,
    side: 'exchange',
    object: 'contact',
    id: desk.inExchange(person, CONTACTS_FOLDER, identity),
  }));
}

export function addOdditiesInSalesforce(desk: Desk, person: Person): Oddity[] {
  desk.account('Millrace Hotels', person);
  const oddity = (label: string, identity: Identity, more: Record<string, unknown> = {}): Oddity => ({
    label,
    username: person.username,
    side: 'salesforce',
    object: 'contact',
    id: desk.inSalesforce(person, identity, more),
  });
  const shared = (firstName: string, lastName: string) =>
    oddity('one address shared by three people', {
      ...BLANK,
      firstName,
      lastName,
      company: 'Millrace Hotels',
      emails: [SHARED_ADDRESS],
      title: 'Reception',
    });
  return [
    shared('Ottilie', 'Brugger'),
    shared('Marek', 'Dvorsky'),
    shared('Jun', 'Hayashida'),
    oddity('no first name and no address', { ...BLANK, lastName: 'Caretaker' }),
    oddity(
      'all telephones, an assistant, a birthday and a street of three lines',
      {
        ...BLANK,
        firstName: 'Rosalind',
        lastName: 'Achterberg',
        company: 'Millrace Hotels',
        emails: ['rosalind.achterberg@millrace-hotels.example'],
        street: 'Tower B\nFloor 12\n40 Millrace Lane',
        city: 'Bristol',
        country: 'United Kingdom',
        phone: '+44 117 555 0140',
        mobile: '+44 117 555 0141',
      },
      {
        Salutation: 'Dr.',
        HomePhone: '+44 117 555 0142',
        OtherPhone: '+44 117 555 0143',
        Fax: '+44 117 555 0144',
        AssistantName: 'Piet Kuiper',
        AssistantPhone: '+44 117 555 0145',
        Birthdate: '1979-02-28',
        Description: 'Met at the spring fair.\nPrefers to be called in the morning.',
      },
    ),
    oddity('accents and a hyphen', {
      ...BLANK,
      firstName: 'Zoë',
      lastName: "D'Aubigné-Łukaszewska",
      company: 'Millrace Hotels',
      emails: ['zoe.daubigne@millrace-hotels.example'],
    }),
  ];
}

export function addOdditiesFromOutlook(desk: Desk, person: Person): Oddity[] {
  desk.account('Brightwater Ferries', person);
  desk.account('Twin Peaks Catering', person);
  desk.account('Twin Peaks Catering', person);
  const oddity = (
    label: string,
    identity: Partial<Identity>,
    more: Record<string, unknown> = {},
    extended: Record<string, string> = {},
  ): Oddity => ({
    label,
    username: person.username,
    side: 'exchange',
    object: 'contact',
    id: desk.inExchange(person, SYNC_FOLDER, { ...BLANK, ...identity }, more, extended),
  });
  return [
    oddity('no last name, but a company', { firstName: 'Ticket office', company: 'Brightwater Ferries' }),
    oddity('nothing but an address', { emails: ['harbour.master@brightwater-ferries.example'] }),
    oddity('a job title longer than Salesforce allows', {
      firstName: 'Bartholomew',
      lastName: 'Pennyfeather',
      company: 'Brightwater Ferries',
      emails: ['b.pennyfeather@brightwater-ferries.example'],
      title: 'Deputy Director of Regional Passenger Transport Coordination '.repeat(3).trim(),
    }),
    oddity('a malformed address', {
      firstName: 'Anneke',
      lastName: 'Visserman',
      company: 'Brightwater Ferries',
      emails: ['anneke(at)brightwater-ferries.example'],
    }),
    oddity('an address that three contacts in Salesforce share, and another name', {
      firstName: 'Night',
      lastName: 'Porter',
      company: 'Millrace Hotels',
      emails: [SHARED_ADDRESS],
    }),
    oddity('a company that two accounts are named after', {
      firstName: 'Giulia',
      lastName: 'Moretti-Sand',
      company: 'Twin Peaks Catering',
      emails: ['giulia@twin-peaks-catering.example'],
    }),
    oddity('a company that is not an account', {
      firstName: 'Hamid',
      lastName: 'Rostami-Bell',
      company: 'Sole Trader Ltd',
      emails: ['hamid@sole-trader.example'],
    }),
    ...richContacts(oddity),
    ...namesInOtherScripts(oddity),
  ];
}

type AddOddity = (
  label: string,
  identity: Partial<Identity>,
  more?: Record<string, unknown>,
  extended?: Record<string, string>,
) => Oddity;

function richContacts(oddity: AddOddity): Oddity[] {
  return [
    oddity(
      'three addresses and every telephone',
      {
        firstName: 'Leontine',
        lastName: 'Overbeck',
        company: 'Brightwater Ferries',
        emails: ['leontine@brightwater-ferries.example', 'leontine.overbeck@example.org', 'lo@example.net'],
        mobile: '+31 20 555 0163',
      },
      { businessPhones: ['+31 20 555 0160', '+31 20 555 0161'], homePhones: ['+31 20 555 0162'] },
      { [OTHER_TELEPHONE]: '+31 20 555 0164', [BUSINESS_FAX]: '+31 20 555 0165' },
    ),
    oddity(
      'a birthday, notes and a street of three lines',
      {
        firstName: 'Kwabena',
        lastName: 'Asante-Holm',
        company: 'Brightwater Ferries',
        emails: ['kwabena@brightwater-ferries.example'],
        street: 'Pier 4\r\nGate North\r\n12 Cable Street',
        city: 'Göteborg',
        postalCode: '411 03',
        country: 'Sweden',
      },
      { birthday: '1984-02-29T11:59:00Z', personalNotes: 'Likes short mails.\r\nBack in March.' },
    ),
  ];
}

function namesInOtherScripts(oddity: AddOddity): Oddity[] {
  const names: readonly [string, string, string][] = [
    ['結衣', '山本', 'y.yamamoto'],
    ['Ελένη', 'Παπαδάκη', 'e.papadaki'],
    ['مريم', 'حداد', 'm.haddad'],
    ['Łukasz', 'Brändström-Żółć', 'l.brandstrom'],
  ];
  return names.map(([firstName, lastName, local]) =>
    oddity('a name with accents or in another script', {
      firstName,
      lastName,
      company: 'Brightwater Ferries',
      emails: [`${local}@brightwater-ferries.example`],
    }),
  );
}
