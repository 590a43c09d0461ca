// Everything about Exchange that could not be verified is a named switch with a default; notes.md gives the evidence of
// each. A switch never changes what a verified rule does. Names and values are checked: a misspelt switch is an error,
// not silence.

export interface Switches {
  /** POST of a contact without givenName is refused. */
  givenNameRequired: boolean;
  /** PATCH and DELETE of a contact take no notice of If-Match. */
  contactsIgnoreIfMatch: boolean;
  /** Read-only properties in a body are refused (otherwise ignored). */
  readOnlyPropertiesRefused: boolean;
  /** Longest text of a string property in characters, personalNotes apart; 0 = no limit. */
  stringLengthMax: number;
  /** GET by id of a contact in Deleted Items answers 200. */
  deletedContactsReadable: boolean;
  /** GET by id of a folder in Deleted Items answers 200. */
  deletedFoldersReadable: boolean;
  folderNamesIgnoreCase: boolean;
  /** What `businessAddress: null` does in a PATCH (in a POST it is always a 500). */
  nullAddressOnPatch: 'error' | 'clears';
  /** Whether parts of an address that a PATCH does not name stay. */
  addressPatch: 'merge' | 'replace';
  contactParentFolderPatch: 'refused' | 'moves';
  /** What `value: null` of an extended property does. */
  extendedPropertyNull: 'removes' | 'refused';
  /** Ids of extended properties in answers: `String 0x3a24`, or as they were written. */
  extendedPropertyIds: 'normalised' | 'asWritten';
  /** How unset texts read: null on contacts made by an app and "" on contacts made in Outlook, or always the same. */
  unsetStrings: 'byOrigin' | 'null' | 'empty';
  unknownUserAnswer: 'ErrorInvalidUser' | 'ResourceNotFound';
  /** Form of next and delta links: `users('id')/…` or `users/id/…`. */
  linkForm: 'paren' | 'slash';
  /**
   * Mailbox requests without `Prefer: IdType="ImmutableId"` are refused (real Exchange does not; for tests of a
   * client).
   */
  immutableIdRequired: boolean;
  deltaDefaultPageSize: number;
  deltaPageSizeMax: number;
  /** Each delta round begins with an empty page and a next link. */
  deltaEmptyFirstPage: boolean;
  /** Each further delta page repeats the last item of the page before. */
  deltaRepeatsItems: boolean;
  /** Each delta page is a generation of its own, so that tokens age while a client pages. */
  deltaPagesAgeTokens: boolean;
  /** calendarView/delta takes $select (it is refused by default). */
  calendarDeltaSelectTolerated: boolean;
  /** A deleted series is told with a tombstone for each instance in the window too, not for the series alone. */
  deletedSeriesNamesOccurrences: boolean;
  /** Answer to a transactionId that was used for another event: 409, or 400. */
  duplicateTransactionStatus: 'conflict' | 'badRequest';
  /** Who declines a meeting keeps it in the calendar, as free time. */
  declinedEventsStay: boolean;
  /** GET by id of an event in Deleted Items answers 200. */
  deletedEventsReadable: boolean;
  /** PATCH and DELETE of an event take no notice of If-Match. */
  eventsIgnoreIfMatch: boolean;
  /** So many generations of delta tokens of a folder stay alive. */
  deltaGenerationsKept: number;
  /** A change shows in delta only this long after it was made (emulated clock). */
  deltaDelayMs: number;
  /** 410 carries a Location with a link that starts a new round. */
  goneCarriesLocation: boolean;
  /** Requests in flight per app and mailbox. */
  concurrencyMax: number;
  /** Requests per app and mailbox in ten minutes of the emulated clock. */
  requestsPerTenMinutes: number;
  /** Retry-After of throttled answers: seconds, fractions allowed, or an HTTP date; "" sends none. */
  retryAfter: string;
  /** So many parts of one batch run at a time for one mailbox. */
  batchParallelMax: number;
  tokenLifetimeSeconds: number;
  /** The registered client secrets have expired. */
  clientSecretsExpired: boolean;
}

export const defaultSwitches: Readonly<Switches> = {
  givenNameRequired: true,
  contactsIgnoreIfMatch: false,
  readOnlyPropertiesRefused: true,
  stringLengthMax: 255,
  deletedContactsReadable: false,
  deletedFoldersReadable: false,
  folderNamesIgnoreCase: true,
  nullAddressOnPatch: 'error',
  addressPatch: 'replace',
  contactParentFolderPatch: 'refused',
  extendedPropertyNull: 'removes',
  extendedPropertyIds: 'normalised',
  unsetStrings: 'byOrigin',
  unknownUserAnswer: 'ErrorInvalidUser',
  linkForm: 'paren',
  immutableIdRequired: false,
  deltaDefaultPageSize: 10,
  deltaPageSizeMax: 200,
  deltaEmptyFirstPage: false,
  deltaRepeatsItems: false,
  deltaPagesAgeTokens: false,
  calendarDeltaSelectTolerated: false,
  deletedSeriesNamesOccurrences: false,
  duplicateTransactionStatus: 'conflict',
  declinedEventsStay: false,
  deletedEventsReadable: false,
  eventsIgnoreIfMatch: false,
  deltaGenerationsKept: 4,
  deltaDelayMs: 0,
  goneCarriesLocation: false,
  concurrencyMax: 4,
  requestsPerTenMinutes: 10_000,
  retryAfter: '1',
  batchParallelMax: 4,
  tokenLifetimeSeconds: 3599,
  clientSecretsExpired: false,
};

const choices: { readonly [name in keyof Switches]?: readonly string[] } = {
  nullAddressOnPatch: ['error', 'clears'],
  addressPatch: ['merge', 'replace'],
  contactParentFolderPatch: ['refused', 'moves'],
  extendedPropertyNull: ['removes', 'refused'],
  extendedPropertyIds: ['normalised', 'asWritten'],
  unsetStrings: ['byOrigin', 'null', 'empty'],
  unknownUserAnswer: ['ErrorInvalidUser', 'ResourceNotFound'],
  linkForm: ['paren', 'slash'],
  duplicateTransactionStatus: ['conflict', 'badRequest'],
};

/** Sets one switch; throws for an unknown name or a value that this switch does not take. */
export function setSwitch(switches: Switches, name: string, value: unknown): void {
  if (!Object.hasOwn(defaultSwitches, name)) {
    throw new Error(`no switch is called ${name}; there are: ${Object.keys(defaultSwitches).join(', ')}`);
  }
  const key = name as keyof Switches;
  const allowed = choices[key];
  const isRight = allowed ? allowed.includes(value as string) : typeof value === typeof defaultSwitches[key];
  if (!isRight || (typeof value === 'number' && !(value >= 0))) {
    throw new Error(`switch ${name} takes ${allowed ? allowed.join(' or ') : `a ${typeof defaultSwitches[key]}`}`);
  }
  Object.assign(switches, { [key]: value });
}
