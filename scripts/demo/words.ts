// The words for reason codes: those of the connector's own closed list, so that demo, issues and docs say the same.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export type ReasonWords = (code: string) => string;

/** A few things that the demo explains and the connector has no code for, because it neither does nor reports them. */
const own: Readonly<Record<string, string>> = {
  ONE_WAY:
    'The direction is one way: an edit on the target side stays there, and only what the source changes is sent.',
  LEFT_DIFFERENT: 'Both existed before they met, and different values were left as they are.',
  JOIN_LINKS_CUT: 'Links and codes that let anybody into an online meeting are cut out.',
};

/** `root`: the folder of package.json; connector/dist has to be there. */
export async function loadReasonWords(root: string): Promise<ReasonWords> {
  const file = pathToFileURL(join(root, 'connector', 'dist', 'core', 'reasons.js')).href;
  const { reasons } = (await import(file)) as {
    readonly reasons: Readonly<Record<string, { readonly means: string }>>;
  };
  return (code) => own[code] ?? reasons[code]?.means ?? code;
}
