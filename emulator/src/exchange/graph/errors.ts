// What Exchange refuses and how it says so: one error type that carries status, code and text, and the refusals used in
// many places. A refusal is thrown where it is found and turned into an answer in one place (serve.ts). Evidence:
// notes.md.

export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

export function badRequest(message: string, code = 'BadRequest'): Refusal {
  return new Refusal(400, code, message);
}

export function invalidProperty(message: string): Refusal {
  return new Refusal(400, 'ErrorInvalidProperty', message);
}

export function itemNotFound(): Refusal {
  return new Refusal(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
}

export function malformedId(): Refusal {
  return new Refusal(400, 'ErrorInvalidIdMalformed', 'Id is malformed.');
}

/** Something that the real service has and the emulator has not: always visible, never a made-up answer. */
export function notModelled(what: string): Refusal {
  return new Refusal(501, 'EmulatorNotModelled', `The emulator does not model ${what}.`);
}

export function noSuchProperty(name: string, type: string, clause: 'select' | 'filter'): Refusal {
  const text = `Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`;
  return badRequest(
    clause === 'select' ? `Parsing OData Select and Expand failed: ${text}` : `Invalid filter clause: ${text}`,
  );
}

/** Body of an error answer. `date` is UTC without a zone, as in recorded answers. */
export function errorBody(refusal: Refusal, now: Date, requestId: string, clientRequestId: string): unknown {
  return {
    error: {
      code: refusal.code,
      message: refusal.message,
      innerError: {
        date: now.toISOString().slice(0, 19),
        'request-id': requestId,
        'client-request-id': clientRequestId,
      },
    },
  };
}
