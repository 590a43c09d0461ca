// Graph ids and change keys as few bytes: most are base64 texts, so their bytes are stored instead, behind one byte that says how they
// were written. Must be exact (the same text comes back, capitals and all) and canonical (one text, one packing), because ids are looked up packed.

/** In this order, so that a text always packs the same way. The position is stored: only add at the end. */
const forms = ['utf8', 'base64url', 'base64'] as const;
/** Tried from the tightest to the one that takes any text. */
const tries = ['base64url', 'base64', 'utf8'] as const;

export function pack(text: string): Uint8Array {
  for (const form of tries) {
    const bytes = Buffer.from(text, form);
    if (bytes.toString(form) === text) return Uint8Array.of(forms.indexOf(form), ...bytes);
  }
  throw new RangeError('not a text that can be stored');
}

export function unpack(packed: Uint8Array): string {
  const form = forms[packed[0] ?? -1];
  if (form === undefined) throw new RangeError('packed in a form that this version does not know');
  return Buffer.from(packed.buffer, packed.byteOffset + 1, packed.byteLength - 1).toString(form);
}
