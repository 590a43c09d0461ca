// Microsoft's clouds: where Graph answers and where tokens for it come from. GRAPH_URL chooses; anything else is an
// emulator. Source: Microsoft Learn, "National cloud deployments".

/**
 * The origin that our code, the official client and most next links speak of. The transport puts GRAPH_URL in its
 * place.
 */
export const canonicalGraphUrl = 'https://graph.microsoft.com';

const authorityByGraphHost: Readonly<Record<string, string>> = {
  'graph.microsoft.com': 'https://login.microsoftonline.com',
  'graph.microsoft.us': 'https://login.microsoftonline.us',
  'dod-graph.microsoft.us': 'https://login.microsoftonline.us',
  'microsoftgraph.chinacloudapi.cn': 'https://login.chinacloudapi.cn',
};

export interface Cloud {
  readonly authority: string;
  /** What a token is asked for. */
  readonly scope: string;
}

/** The cloud behind a Graph URL, or null when Microsoft does not answer there. */
export function cloudOf(graphUrl: string): Cloud | null {
  const url = new URL(graphUrl);
  const authority = url.protocol === 'https:' && url.port === '' ? authorityByGraphHost[url.hostname] : undefined;
  return authority === undefined ? null : { authority, scope: `${url.origin}/.default` };
}

/** An emulator is asked in the name of the worldwide cloud. */
export const emulatedCloud: Cloud = {
  authority: 'https://login.microsoftonline.com',
  scope: `${canonicalGraphUrl}/.default`,
};
