// One answer of Microsoft Graph, whether it came alone or inside a batch, and one request. Shapes only.

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
  readonly body?: Readonly<Record<string, unknown>>;
}

/** Why there is no answer. `wasSent` false: the request surely never arrived, so repeating it is harmless. */
export interface NoAnswer {
  readonly code: string;
  readonly wasSent: boolean;
}

/** Immutable ids keep a contact's id the same when it is moved; the preference counts for one request only. */
export const preferImmutableIds = 'IdType="ImmutableId"';
