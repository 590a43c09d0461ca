// One thing that became different between two looks at both systems.
export interface FieldChange {
  readonly label: string;
  readonly from: string;
  readonly to: string;
}

export interface Change {
  readonly of: 'contact' | 'event';
  readonly side: 'salesforce' | 'exchange';
  /** First name of the owner of the mailbox or record. */
  readonly person: string;
  readonly who: string;
  readonly kind: 'made' | 'edited' | 'moved' | 'deleted';
  /** For `moved`: where to. */
  readonly place?: string;
  readonly fields: readonly FieldChange[];
}
