// Everything about an org that differs between orgs or that nobody could verify, each with its default.
// Names and meanings are documented in notes.md; an unknown name or a value of the wrong kind is refused.

export type SharingModel = 'private' | 'publicRead' | 'publicReadWrite' | 'controlledByParent';

/** An admin's own validation rule: the record is refused where the field's value (null = '') matches `failsWhen`. */
interface FieldRule {
  readonly object: string;
  readonly field: string;
  readonly failsWhen: string;
  readonly message: string;
}

/** Automation that rewrites a value while it is saved: every match of `pattern` becomes `replacement`. */
interface FieldAutomation {
  readonly object: string;
  readonly field: string;
  readonly pattern: string;
  readonly replacement: string;
}

const defaults = {
  /** SystemModstamp and the other stamps: whole seconds (as orgs store them) or milliseconds. */
  modstampResolution: 's' as 's' | 'ms',
  /** Org-wide defaults of the two objects that people share. */
  contactSharing: 'publicRead' as SharingModel,
  accountSharing: 'publicRead' as SharingModel,
  leadSharing: 'publicRead' as SharingModel,
  /** Org-wide default of activities. Either way an event is seen with its contact, lead and account. */
  eventSharing: 'private' as 'private' | 'controlledByParent',
  /** Largest page of a query. */
  queryPageMax: 2_000,
  queryLocatorLifetimeMs: 2 * 24 * 60 * 60 * 1_000,
  dailyApiRequestsMax: 100_000,
  /** Calls of the last 24 hours that other integrations made: counted in the limits, answered to nobody. */
  otherApiRequests: 0,
  sessionTimeoutMinutes: 120,
  preAuthorisedPermissionSets: ['Exchange_Sync_Person', 'Exchange_Sync_Connector'] as readonly string[],
  /** Error code of the token endpoint for inactive and frozen users. */
  inactiveUserError: 'invalid_grant' as 'invalid_grant' | 'inactive_user',
  /** Usernames whose logins the profile's IP ranges refuse; '*' is everybody. */
  ipRestricted: [] as readonly string[],
  isOrganizationLocked: false,
  /** Whether an admin approved the app for the holders of the permission sets. */
  appApproval: 'byAdmin' as 'byAdmin' | 'none' | 'notInstalled',
  /** How far ahead `exp` of an assertion may lie; null: as far as it likes. */
  assertionLifetimeMaxSeconds: null as number | null,
  loginsPerUserAndHourMax: 3_600,
  contactDuplicateRule: 'off' as 'off' | 'alert' | 'block',
  validationRules: [] as readonly FieldRule[],
  automation: [] as readonly FieldAutomation[],
  /** Requests in flight at the same time that write records of one account: the later one cannot lock it. */
  accountLocks: false,
  /** Account ids that someone else's long transaction holds. */
  lockedAccounts: [] as readonly string[],
  /** What people do becomes visible so much later than its time stamp says. */
  lateCommitMs: 0,
  middleNameAndSuffix: false,
  isSalutationRestricted: false,
  /** Country names of the state and country picklists; null: plain text. */
  countryPicklist: null as readonly string[] | null,
  /** Whether Email Address Internationalization is on: letters beyond ASCII in addresses. */
  emailInternationalization: false,
  textAreaLineBreaks: 'crlf' as 'crlf' | 'asSent',
  /** Whether `!=` and `NOT IN` find records where the field is empty. */
  isNullNotEqual: true,
  /** Whether setup objects ask for View Setup and Configuration, and UserLogin for Manage Users. */
  setupObjectsNeedPermission: true,
  /** Whether events may be longer than 24 hours. */
  multidayEvents: true,
  /** What EndDateTime of an all-day event is: its last day, or the day after. */
  allDayEventEnd: 'inclusive' as 'inclusive' | 'exclusive',
  /** Error codes that nobody could verify: events that are too long, private events with a contact, lead or account. */
  eventTooLongCode: 'FIELD_INTEGRITY_EXCEPTION',
  privateEventRelatedCode: 'FIELD_INTEGRITY_EXCEPTION',
  /** Events that ended so many days ago are archived. */
  eventArchiveAfterDays: 365,
  /** Whether a part of a Composite request obeys the If-Unmodified-Since among its headers. */
  compositeConditions: 'obeyed' as 'obeyed' | 'ignored',
  /** HTTP status of INSUFFICIENT_ACCESS_OR_READONLY for a single row. */
  readOnlyStatus: 403,
  /** What becomes of platform events that Apex publishes. */
  eventPublishing: 'accepted' as 'accepted' | 'refused',
};

export type Switches = { -readonly [K in keyof typeof defaults]: (typeof defaults)[K] };

const allowedWords: Partial<Record<keyof Switches, readonly string[]>> = {
  modstampResolution: ['s', 'ms'],
  contactSharing: ['private', 'publicRead', 'publicReadWrite'],
  accountSharing: ['private', 'publicRead', 'publicReadWrite'],
  leadSharing: ['private', 'publicRead', 'publicReadWrite'],
  eventSharing: ['private', 'controlledByParent'],
  inactiveUserError: ['invalid_grant', 'inactive_user'],
  appApproval: ['byAdmin', 'none', 'notInstalled'],
  contactDuplicateRule: ['off', 'alert', 'block'],
  textAreaLineBreaks: ['crlf', 'asSent'],
  allDayEventEnd: ['inclusive', 'exclusive'],
  compositeConditions: ['obeyed', 'ignored'],
  eventPublishing: ['accepted', 'refused'],
};

export function defaultSwitches(): Switches {
  return { ...defaults };
}

export function switchNames(): readonly string[] {
  return Object.keys(defaults);
}

/** Switches that are off with null, and what else they take. */
const takenBesidesNull: Partial<Record<keyof Switches, (value: unknown) => boolean>> = {
  assertionLifetimeMaxSeconds: (value) => typeof value === 'number',
  countryPicklist: Array.isArray,
};

function isTaken(key: keyof Switches, value: unknown): boolean {
  const words = allowedWords[key];
  if (words !== undefined) return words.includes(value as string);
  const besidesNull = takenBesidesNull[key];
  if (besidesNull !== undefined) return value === null || besidesNull(value);
  return Array.isArray(defaults[key]) ? Array.isArray(value) : typeof value === typeof defaults[key];
}

/** Sets one switch. Throws for a name that does not exist and for a value of another kind than the default. */
export function setSwitch(switches: Switches, name: string, value: unknown): void {
  if (!Object.hasOwn(defaults, name)) throw new Error(`Salesforce has no switch named ${name}`);
  const key = name as keyof Switches;
  if (!isTaken(key, value)) throw new Error(`the switch ${name} does not take ${JSON.stringify(value)}`);
  (switches as Record<string, unknown>)[key] = value;
}
