// What Salesforce says when it refuses: one class, and the wordings that several parts share.
// The codes are those of the platform's StatusCode list; wordings and their evidence are in notes.md.

export interface ErrorItem {
  readonly errorCode: string;
  readonly message: string;
  /** API names of the fields at fault; null leaves the property out of single-row answers. */
  readonly fields: readonly string[] | null;
  /** Further properties that some errors carry, for example the matches of a duplicate rule. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** A refusal with its HTTP status. `errors` has at least one item. */
export class SalesforceRefusal extends Error {
  readonly status: number;
  readonly errors: readonly ErrorItem[];

  constructor(status: number, errors: readonly ErrorItem[]) {
    super(errors.map((item) => `${item.errorCode}: ${item.message}`).join('; '));
    this.name = errors[0]?.errorCode ?? 'UNKNOWN_EXCEPTION';
    this.status = status;
    this.errors = errors;
  }

  /** The code of the first error: what callers branch on. */
  get errorCode(): string {
    return this.name;
  }
}

export function errorItem(errorCode: string, message: string, fields: readonly string[] | null = null): ErrorItem {
  return { errorCode, message, fields };
}

export function refusal(
  errorCode: string,
  message: string,
  options: { status?: number; fields?: readonly string[] } = {},
): SalesforceRefusal {
  return new SalesforceRefusal(options.status ?? 400, [errorItem(errorCode, message, options.fields ?? null)]);
}

/** For everything that the real service can do and the emulator cannot: never guessed, always named. */
export function notModelled(what: string): SalesforceRefusal {
  return refusal('NOT_MODELLED_BY_EMULATOR', `The emulator does not model ${what}.`, { status: 501 });
}

export function notFound(): SalesforceRefusal {
  return refusal('NOT_FOUND', 'The requested resource does not exist', { status: 404 });
}

export function sessionExpired(): SalesforceRefusal {
  return refusal('INVALID_SESSION_ID', 'Session expired or invalid', { status: 401 });
}

/** A record that the user may see but not change, or an object that the user may not create. `status` is a switch. */
export function readOnly(status: number): SalesforceRefusal {
  return refusal('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id', { status });
}

/** Converted leads are neither changed nor pointed at. */
export function convertedLead(): SalesforceRefusal {
  return refusal('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead');
}

export function noSuchColumnOnWrite(field: string, object: string): SalesforceRefusal {
  return refusal('INVALID_FIELD', `No such column '${field}' on sobject of type ${object}`);
}

/** The body of an answer to a single request: a list, with `fields` only where there are some. */
export function errorBody(refused: SalesforceRefusal): unknown[] {
  return refused.errors.map(({ errorCode, message, fields, extra }) => ({
    message,
    errorCode,
    ...(fields === null ? {} : { fields }),
    ...extra,
  }));
}

/** The `errors` of one item of a collection: `statusCode` instead of `errorCode`, `fields` always there. */
export function collectionErrors(refused: SalesforceRefusal): unknown[] {
  return refused.errors.map(({ errorCode, message, fields, extra }) => ({
    statusCode: errorCode,
    message,
    fields: fields ?? [],
    ...extra,
  }));
}
