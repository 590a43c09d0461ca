// What a ledger is: facts that the oracle is told and would else blame on the connector. Contacts and events have one
// each (contacts/ledger.ts, events/ledger.ts).

/** The same for whoever writes it. */
export type Open<Ledger> = {
  readonly [Part in keyof Ledger]: Ledger[Part] extends ReadonlySet<infer One>
    ? Set<One>
    : Ledger[Part] extends readonly (infer One)[]
      ? One[]
      : Ledger[Part];
};
