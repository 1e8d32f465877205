/**
 * Stands in rendered manifests for what is different at every render. It can be read as base64, as a label
 * and as a name, so that it offends no schema.
 */
export const notDeterministic = "notdeterministic";
