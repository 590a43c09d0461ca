// The tools that are kept apart from the repository's own packages, each with a lock file of its own below tools/:
// they are large, and a build of the connector must not fetch them. `npm run tools` installs them all, `npm run tools
// -- cli` one. What needs a tool asks here for it first. It must never change anything but tools/*/node_modules.
import { join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { installPackages, isInstalled, ROOT, SetupProblem } from './setup.mjs';

/** Folder below tools/ → what it is, for the line that is shown while it installs. */
export const TOOLS = {
  checks: 'the check tools of the Salesforce package (290 MB, about a minute)',
  cli: 'the Salesforce CLI (290 MB, about a minute)',
};

/** @typedef {keyof typeof TOOLS} ToolName */

/** @param {ToolName} name */
export function toolFolder(name) {
  return join(ROOT, 'tools', name);
}

/**
 * Installs what the tool's lock file says, where it is not there yet.
 * @param {ToolName} name
 */
export function installTool(name) {
  if (isInstalled(toolFolder(name))) return;
  console.error(`Installing ${TOOLS[name]} …`);
  installPackages(toolFolder(name));
}

/**
 * @param {string} name
 * @returns {name is ToolName}
 */
function isTool(name) {
  return name in TOOLS;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const all = Object.keys(TOOLS);
  try {
    for (const name of argv.length > 2 ? argv.slice(2) : all) {
      if (!isTool(name)) throw new SetupProblem(`There is no tool ${name}; there are ${all.join(', ')}.`);
      installTool(name);
      console.log(`tools/${name} is ready.`);
    }
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
