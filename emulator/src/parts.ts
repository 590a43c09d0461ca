// The two halves of the emulator as the rest of it sees them. `exchange/` and `salesforce/` implement these;
// `people.ts` fills them, `control.ts` acts on them, `main.ts` serves them. The connector never sees any of this.
import type { RequestListener } from 'node:http';

export type MailboxState = 'ok' | 'none' | 'blocked' | 'missingRole';

/** A contact as Graph shows it; extended properties are keyed by their Graph id (for example `String 0x3A1F`). */
export type ContactProperties = Record<string, unknown>;

/**
 * A person at work in Outlook: none of these calls is counted, and none is refused for missing permissions of an
 * app.
 */
export interface OutlookHands {
  createContact(folder: string, properties: ContactProperties, extended?: Record<string, string>): string;
  editContact(id: string, properties: ContactProperties): void;
  /** `folder` is a folder id or a display name; 'Contacts' is the default folder. Keeps the immutable id. */
  moveContact(id: string, folder: string): void;
  /** Extended properties are copied too, as Outlook does. Answers the new id. */
  copyContact(id: string, folder: string): string;
  deleteContact(id: string): void;
  createFolder(displayName: string): string;
  renameFolder(folder: string, displayName: string): void;
  moveFolder(folder: string, intoFolder: string): void;
  deleteFolder(folder: string): void;
}

/** An event as Graph shows it: `subject`, `start`, `end`, `isAllDay`, `attendees`, `recurrence` and so on. */
export type EventProperties = Record<string, unknown>;

/** A wall clock time and the zone it is in, Windows or IANA name: `{ dateTime: '2026-06-15T10:00:00', timeZone }`. */
export interface EventMoment {
  readonly dateTime: string;
  readonly timeZone: string;
}

export type MeetingAnswer = 'accepted' | 'tentativelyAccepted' | 'declined';

/**
 * A person at work in the calendar: none of these calls is counted, and none is refused for missing permissions of an
 * app. Ids are immutable ones; the id of one occurrence stands wherever an event's does.
 */
export interface CalendarHands {
  createCalendar(name: string): string;
  addCategory(name: string): void;
  /** `calendar` is an id or a name; 'Calendar' is the primary one. Attendees of the tenant get their copies. */
  createEvent(calendar: string, properties: EventProperties, extended?: Record<string, string>): string;
  /** The occurrence of a series that is planned for `date` (YYYY-MM-DD in the series' own zone). Answers its id. */
  occurrence(id: string, date: string): string;
  editEvent(id: string, properties: EventProperties): void;
  moveOccurrence(id: string, date: string, start: EventMoment, end: EventMoment): void;
  deleteOccurrence(id: string, date: string): void;
  invite(id: string, addresses: readonly string[]): void;
  /** As an attendee; who declines has the event in Deleted Items, unless a switch keeps it. */
  respond(id: string, answer: MeetingAnswer): void;
  /** As the organizer: gone here, cancelled in the copies of the others. */
  cancelEvent(id: string): void;
  setCategories(id: string, categories: readonly string[]): void;
  moveEvent(id: string, calendar: string): void;
  deleteEvent(id: string): void;
  /** The uid that all copies of a meeting share. */
  uidOf(id: string): string;
  /** The copy of a meeting in this mailbox, or null. */
  findCopy(uid: string): string | null;
}

export interface ExchangeTenant {
  readonly tenantId: string;
  readonly listener: RequestListener;
  /** Registers an app that may ask for tokens. `certificatePem` is checked against the client assertion. */
  addApp(app: { clientId: string; clientSecret?: string; certificatePem?: string; roles: readonly string[] }): void;
  addMailbox(mailbox: { id?: string; address: string; displayName: string; state?: MailboxState }): string;
  setMailboxState(mailbox: string, state: MailboxState): void;
  /** `mailbox` is an id or an address everywhere here. */
  hands(mailbox: string): OutlookHands;
  calendarHands(mailbox: string): CalendarHands;
  /** Switches for what is unverified; see exchange/notes.md for names and values. */
  setSwitch(name: string, value: unknown): void;
  /** Makes every delta token of the mailbox (or of all) expired: 410. */
  expireDeltaTokens(mailbox?: string): void;
  /** Everything there is, ids included, for comparisons and for people: plain JSON. */
  dump(): ExchangeDump;
}

export interface ExchangeDump {
  readonly mailboxes: readonly (MailboxDump & CalendarDump)[];
}

export interface MailboxDump {
  readonly id: string;
  readonly address: string;
  readonly state: MailboxState;
  readonly folders: readonly { id: string; displayName: string; parentFolderId: string; isDeleted: boolean }[];
  /** All contacts, those in Deleted Items too (`isDeleted`). `properties` holds Graph property names. */
  readonly contacts: readonly {
    id: string;
    parentFolderId: string;
    changeKey: string;
    isDeleted: boolean;
    lastModifiedDateTime: string;
    properties: ContactProperties;
    extended: Record<string, string>;
  }[];
}

export interface CalendarDump {
  readonly calendars: readonly { id: string; name: string; isDefault: boolean }[];
  /** Single events and series, those in Deleted Items too (`isDeleted`). `properties` are as a GET by id shows them. */
  readonly events: readonly {
    id: string;
    calendarId: string;
    changeKey: string;
    isDeleted: boolean;
    uid: string;
    properties: EventProperties;
    /** Changed occurrences of a series as Graph shows them. */
    exceptions: readonly EventProperties[];
    /** Dates of deleted occurrences. */
    cancelledDates: readonly string[];
    extended: Record<string, string>;
  }[];
}

export type SalesforceRecord = Record<string, unknown> & { Id: string };

export interface ApexCall {
  readonly apexClass: string;
  readonly method: string;
  /** By name; missing ones are null. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What a component gets: the value, or the body of the error. */
export type ApexAnswer =
  | { readonly returnValue: unknown }
  | { readonly exception: { readonly message: string; readonly exceptionType: string | null } };

export interface SalesforceOrg {
  readonly orgId: string;
  readonly listener: RequestListener;
  /**
   * Registers a consumer key with the certificate (PEM) or public key (PEM) that its JWT assertions are verified
   * with.
   */
  addApp(app: { clientId: string; publicKeyPem: string }): void;
  addProfile(profile: { name: string; objects?: Record<string, ObjectAccess> }): string;
  /** `profile` is a profile name. The user has `permissionSets` (API names) from the start. */
  addUser(user: {
    username: string;
    email: string;
    firstName: string;
    lastName: string;
    profile: string;
    permissionSets?: readonly string[];
    isActive?: boolean;
  }): string;
  /**
   * Through all rules, as that user, like a click in the user interface. Not counted. Throws an Error with the
   * Salesforce code.
   */
  act(
    username: string,
    action:
      | { kind: 'create'; object: string; fields: Record<string, unknown> }
      | { kind: 'update'; object: string; id: string; fields: Record<string, unknown> }
      | { kind: 'delete'; object: string; id: string }
      | { kind: 'undelete'; object: string; id: string }
      | { kind: 'merge'; object: string; winner: string; loser: string },
  ): string;
  /**
   * As a page calls an Apex method, as that user. Not counted. Throws an Error for a class, method or parameter that is
   * not there; what Apex refuses is in the answer.
   */
  callApex(username: string, call: ApexCall): ApexAnswer;
  /**
   * A request of any type, as the app writes it for a person who may not create one. Answers its id. Throws an Error
   * with the words that the person reads.
   */
  writeRequest(username: string, fields: Record<string, unknown>): string;
  /** Without any rule, owner and time stamps included: for filling the org. Answers the id. */
  seed(object: string, fields: Record<string, unknown>): string;
  assignPermissionSet(username: string, permissionSet: string): void;
  unassignPermissionSet(username: string, permissionSet: string): void;
  /**
   * Field-level security and object access, for one profile or permission set: `{ Contact: { fields: { Fax: 'none'
   * } } }`.
   */
  setAccess(profileOrPermissionSet: string, object: string, access: ObjectAccess): void;
  /** Hides one record from everybody but its owner and people with View All, or shows it again. */
  setHidden(recordId: string, isHidden: boolean): void;
  setSwitch(name: string, value: unknown): void;
  dump(): { readonly orgId: string; readonly objects: Readonly<Record<string, readonly SalesforceRecord[]>> };
}

export interface ObjectAccess {
  readonly read?: boolean;
  readonly create?: boolean;
  readonly edit?: boolean;
  readonly delete?: boolean;
  readonly viewAll?: boolean;
  readonly fields?: Readonly<Record<string, 'none' | 'read' | 'edit'>>;
}
