// One record on its way into the database, and how it is to be saved: what all stages of a save hand on. No rules here.
import type { FieldDefinition, ObjectDefinition } from '../schema/schema.js';
import type { Row, Value } from '../schema/values.js';
import type { DuplicateOptions } from './duplicate-rule.js';

export interface SaveOptions {
  readonly duplicates: DuplicateOptions;
  /** Whether another transaction holds this account just now. */
  readonly isAccountLocked: (accountId: string) => boolean;
}

export const usualOptions: SaveOptions = {
  duplicates: { allowSave: false, includeRecordDetails: false },
  isAccountLocked: () => false,
};

/** A record whose input was read and judged by itself, and which triggers and all other rules have still to judge. */
export interface PendingSave {
  readonly object: ObjectDefinition;
  /** The record as it would be written. Triggers write here. */
  readonly values: Record<string, Value> & { readonly Id: string };
  /** The fields that are being written; those of triggers are added. */
  changed: readonly FieldDefinition[];
  /** The record as it is; null for a new one. */
  readonly before: Row | null;
  readonly options: SaveOptions;
}
