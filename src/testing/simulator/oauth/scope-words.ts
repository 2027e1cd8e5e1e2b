/**
 * The words for a scope on the consent page.
 */
const BROAD: Readonly<Record<string, string>> = {
  read: 'Read all data of the account',
  write: 'Create, change and delete all data of the account',
  impersonate: 'Act in the name of end users',
};
const RESOURCES: Readonly<Record<string, string>> = { hc: 'the help center', zis: 'integration services' };

/** @returns what the scope allows, such as "Read tickets" */
export function scopeWords(scope: string): string {
  const [resource = '', access] = scope.split(':');
  const words = RESOURCES[resource] ?? resource.replaceAll('_', ' ');
  if (access === 'read') return `Read ${words}`;
  if (access === 'write') return `Create, change and delete ${words}`;
  return BROAD[scope] ?? scope;
}
