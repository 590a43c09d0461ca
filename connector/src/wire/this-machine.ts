// Which addresses never leave this machine: they need no proxy, and may do without TLS. Nothing is looked up.

/** `hostname` as `URL` gives it. A name that only begins like an address (`127.example.com`) is somewhere else. */
export function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
