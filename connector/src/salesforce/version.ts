// The one Salesforce API version of the connector, and the paths that follow from it. The org's metadata
// (sfdx-project.json) names the same.

export const apiVersion = '65.0';

export const dataPath = `/services/data/v${apiVersion}`;
