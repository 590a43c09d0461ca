// One answer of Microsoft Graph, whether it came alone or inside a batch, and one request with what it prefers. Shapes
// and texts only: nothing is sent here.

export interface GraphAnswer {
  readonly status: number;
  /** Parsed JSON, or null where there was none (204, HTML, an empty body). */
  readonly body: unknown;
  /** Retry-After as sent: seconds, with or without fraction, or an HTTP date. */
  readonly retryAfter: string | null;
  readonly requestId: string | null;
}

/** A request as it stands in a batch: `path` begins behind `/v1.0` and is encoded already. */
export interface GraphRequestPart {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly ifMatch?: string;
  /** Preferences besides immutable ids: a part inherits none. */
  readonly prefer?: readonly string[];
  readonly body?: Readonly<Record<string, unknown>>;
}

/** Why there is no answer. `wasSent` false: the request surely never arrived, so repeating it is harmless. */
export interface NoAnswer {
  readonly code: string;
  readonly wasSent: boolean;
}

/** Immutable ids keep an item's id the same when it is moved; the preference counts for one request only. */
const preferImmutableIds = 'IdType="ImmutableId"';

/** The value of the Prefer header: immutable ids always, then what this request wants besides. */
export function preferHeader(further: readonly string[] = []): string {
  return [preferImmutableIds, ...further].join(', ');
}
