// Certificates for tests of the connector: the emulator can make them, Node cannot.
export { selfSignedCertificate } from '../../../emulator/src/credentials.js';
