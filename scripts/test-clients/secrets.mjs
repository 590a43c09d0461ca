// Cuts secrets out of what a client printed, before it is shown: private keys, session ids, signed assertions. It must
// be called on every output that a person or a log may see.

const CUT = '[cut]';

/** What a secret looks like, whoever printed it. */
const SHAPES = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\b00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]+/g, // a session id of Salesforce
  /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, // a signed token
];

/**
 * @param {string} text
 * @param {readonly string[]} [known] secrets that have no shape of their own, for example a client's key
 */
export function withoutSecrets(text, known = []) {
  const byShape = SHAPES.reduce((sum, shape) => sum.replace(shape, CUT), text);
  return known.filter((one) => one !== '').reduce((sum, one) => sum.replaceAll(one, CUT), byShape);
}
