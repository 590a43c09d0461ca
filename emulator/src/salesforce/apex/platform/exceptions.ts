// The exceptions of Apex that the classes of force-app throw or catch. The name is what Lightning calls the type.

/** What a person may read in a page. Made by ExchangeSyncError alone. */
export class AuraHandledException extends Error {
  override readonly name = 'AuraHandledException';
  /** For callers of the control interface, which answers refusals with their code. */
  readonly errorCode = 'AuraHandledException';
}

/** A query in user mode reads a field that the user may not read. */
export class QueryException extends Error {
  override readonly name = 'System.QueryException';
}

/** User mode on an object that the user may not read or write at all. */
export class SecurityException extends Error {
  override readonly name = 'System.SecurityException';

  constructor(object: string) {
    super(`Access to entity '${object}' denied`);
  }
}

export class NullPointerException extends Error {
  override readonly name = 'System.NullPointerException';

  constructor() {
    super('Attempt to de-reference a null object');
  }
}

/** Salesforce did not save: the first refusal, and the place of its record among those that were to be saved. */
export class DmlException extends Error {
  override readonly name = 'System.DmlException';

  constructor(
    readonly dmlType: string,
    readonly dmlMessage: string,
    place: number,
  ) {
    super(`First exception on row ${place}; first error: ${dmlType}, ${dmlMessage}`);
  }
}
