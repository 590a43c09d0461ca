// What Salesforce tells of an object and hands out of it, as far as the pure core needs to know. The port
// (ports/salesforce.ts) speaks in these shapes too. Nothing here says how it was asked for.

/** What this person may do with a field of an object. Absent from the map: the person cannot see it. */
export interface FieldAccess {
  readonly lengthMax: number;
  readonly isCreateable: boolean;
  readonly isUpdateable: boolean;
  /** Allowed values where it is a picklist that takes no others; null where any text goes. */
  readonly allowedValues: readonly string[] | null;
}

export interface ObjectDescription {
  readonly isReadable: boolean;
  readonly isCreateable: boolean;
  readonly isUpdateable: boolean;
  readonly isDeletable: boolean;
  readonly fields: ReadonlyMap<string, FieldAccess>;
}

/** A row as the API gives it: field names → raw values, parents as nested rows. */
export type SalesforceRow = Readonly<Record<string, unknown>> & { readonly Id: string };
