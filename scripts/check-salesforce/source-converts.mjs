// The source as a deployment takes it: every file belongs to a component that Salesforce's own library knows, and the
// whole converts to the form that an org receives. This says nothing about what is inside the files; other checks do.
import { join, relative, sep } from 'node:path';
import { report } from './findings.mjs';
import { inScratchFolder, tool } from './tools.mjs';

/** Files for people and tools, which never go to an org; .forceignore names them too. */
const NOT_DEPLOYED = /\/__(?:tests|mocks)__\/|\/(?:README\.md|jsconfig\.json|tsconfig\.json)$/;

/** @type {import('./findings.mjs').Check} */
export const sourceConverts = { name: 'Every file is a known component, and the source converts', run };

/**
 * @param {import('./project.mjs').Project} project
 * @returns {Promise<import('./findings.mjs').Report>}
 */
async function run({ root, files }) {
  const { ComponentSet, MetadataConverter } = tool('@salesforce/source-deploy-retrieve');
  const folder = join(root, 'force-app');
  /** @type {Set<string>} */
  const known = new Set();
  let size = 0;
  try {
    const components = ComponentSet.fromSource(folder);
    size = components.size;
    for (const component of components.getSourceComponents().toArray()) {
      for (const path of pathsOf(component)) known.add(relative(root, path).split(sep).join('/'));
    }
    await inScratchFolder((outputDirectory) =>
      new MetadataConverter().convert(components, 'metadata', {
        type: 'directory',
        outputDirectory,
        genUniqueDir: false,
      }),
    );
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const file = files.find((one) => said.includes(one.file.split('/').join(sep)))?.file ?? 'force-app';
    const remedy = 'Mend the file that the message names';
    return report('conversion', [{ file, line: 1, problem: `does not convert: ${oneLine(said, root)}`, remedy }]);
  }
  const findings = files
    .filter(({ file }) => !known.has(file) && !NOT_DEPLOYED.test(file))
    .map(({ file }) => ({
      file,
      line: 1,
      problem: 'belongs to no component',
      remedy: 'Give it the folder and ending of its kind, and its -meta.xml; or name it in .forceignore',
    }));
  return report(`${size} components, ${files.length} files`, findings);
}

/**
 * All files of a component with those of its parts.
 * @param {{ xml?: string, walkContent: () => string[], getChildren: () => any[] }} component
 * @returns {string[]}
 */
function pathsOf(component) {
  const parts = component.getChildren().flatMap(pathsOf);
  return [...(component.xml === undefined ? [] : [component.xml]), ...component.walkContent(), ...parts];
}

/**
 * @param {string} text
 * @param {string} root
 */
function oneLine(text, root) {
  return text
    .replaceAll(root + sep, '')
    .replace(/\s+/g, ' ')
    .replace(/\.$/, '');
}
