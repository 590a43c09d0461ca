// The two forms of a Salesforce id: 15 characters where case matters, and 18 where three more tell the case. We
// compare 18 alone.

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** 15 or 18 characters → 18, or null where it is no id. */
export function longId(id: string): string | null {
  if (/^[A-Za-z0-9]{18}$/.test(id)) return id;
  if (!/^[A-Za-z0-9]{15}$/.test(id)) return null;
  let suffix = '';
  for (let block = 0; block < 15; block += 5) {
    let bits = 0;
    for (let place = 0; place < 5; place += 1) if (/[A-Z]/.test(id.charAt(block + place))) bits |= 1 << place;
    suffix += digits.charAt(bits);
  }
  return id + suffix;
}
