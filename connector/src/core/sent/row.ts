// What is written down of a write before it is sent, so that our own write can be told from a person's edit when
// nobody knows how it ended: no answer came, the process died, another worker took over. Values only. Rule:
// docs/sync-rules.md, "Writes whose end is not known"; decision 0018.
import type { BySide, SettledHashes } from '../link.js';
import type { PersonId, Side, SyncObject } from '../model.js';

/**
 * A row is the memory that will stand if the write succeeds. It ends with certainty only: with success or a definite
 * refusal. Silence, an unreadable answer, a lost lease and a crash leave it open.
 */
export interface SentRow {
  /** Also goes into the stamp of an Exchange contact. */
  readonly id: string;
  readonly person: PersonId;
  readonly object: SyncObject;
  /** Where it is written. The other side is the source. */
  readonly side: Side;
  readonly kind: 'create' | 'update' | 'delete';
  /** Null for a pair that is not linked yet. */
  readonly linkId: number | null;
  /** Null where a create has not made it yet. */
  readonly ids: BySide<string | null>;
  /** Its hashes are keyed over this; the link keeps it for life. */
  readonly memoryKey: string;
  /** From 1. */
  readonly attempt: number;
  readonly begunAtMs: number;
  /** Version of the canonical form that the hashes were made with. */
  readonly formVersion: number;
  /**
   * Version of the written record as it was read. Of a create the id of the record it replaces (which has the same
   * key), else ''.
   */
  readonly baseVersion: string;
  /**
   * The written side as it will read back; zeros: it says nothing of the field. For a pair without a link it is the
   * whole memory to be, with what is empty and what was not written.
   */
  readonly sent: SettledHashes;
  /** Which fields are really written, a bit each in table order: only these can testify. */
  readonly written: number;
  /** The source as it was read, in the fields where it differs from `sent`; zeros: the same as `sent`. */
  readonly source: SettledHashes;
  /** `spent`: found not carried out. Kept for a day, for it may still arrive late. */
  readonly state: 'open' | 'spent';
}
