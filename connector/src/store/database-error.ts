// Why the database could not be used, as a code that the caller words, and what to do about it. Carries no foreign text
// and no address: a database address holds a password.

export type DatabaseErrorCode = 'DATABASE_UNREACHABLE' | 'DATABASE_IN_USE' | 'DATABASE_TOO_NEW';

export class DatabaseError extends Error {
  /** One or two plain sentences: how to go on. */
  readonly remedy: string;
  /** Codes, ids and paths for the log. `pid` with DATABASE_IN_USE: the process that holds the folder. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: DatabaseErrorCode,
    options: { readonly remedy: string; readonly details?: Readonly<Record<string, unknown>> },
  ) {
    super(code);
    this.name = 'DatabaseError';
    this.remedy = options.remedy;
    this.details = options.details ?? {};
  }
}

/** The code of an error that the system or a driver made (`ECONNREFUSED`, `23505`); the text beside it stays behind. */
export function foreignCode(error: unknown): string | undefined {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
