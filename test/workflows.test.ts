/**
 * What runs with rights to the repository and to npm: pinned, and with as few rights as it needs.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

interface Job {
  readonly permissions?: Record<string, string>;
  readonly 'timeout-minutes'?: number;
  readonly uses?: string;
  readonly steps?: readonly { readonly uses?: string; readonly with?: Record<string, unknown> }[];
  readonly strategy?: { readonly matrix: { readonly node: readonly number[] } };
}

interface Workflow {
  readonly permissions: Record<string, string>;
  readonly jobs: Record<string, Job>;
}

const folder = new URL('../.github/workflows/', import.meta.url);
const workflows = readdirSync(folder).map(
  (name) => [name, parse(readFileSync(new URL(name, folder), 'utf8')) as Workflow] as const,
);

describe.each(workflows)('%s', (name, { permissions, jobs }) => {
  test('takes no rights but to read, except to prove to npm who publishes', () => {
    expect(permissions).toSatisfy((rights: object) => Object.keys(rights).every((right) => right === 'contents'));
    for (const [id, job] of Object.entries(jobs)) {
      const writes = Object.entries({ ...permissions, ...job.permissions }).filter(([, right]) => right !== 'read');
      expect(writes).toEqual(`${name} ${id}` === 'publish.yml publish' ? [['id-token', 'write']] : []);
    }
  });

  test('pins every action to a commit, keeps no credentials, and does not run forever', () => {
    for (const { uses: workflow, steps = [], 'timeout-minutes': timeout } of Object.values(jobs)) {
      if (workflow !== undefined) expect(workflow).toMatch(/^\.\//);
      else expect(timeout).toBeGreaterThan(0);
      for (const { uses, with: options } of steps) {
        if (uses !== undefined) expect(uses).toMatch(/^actions\/[\w-]+@[0-9a-f]{40}$/);
        if (uses?.startsWith('actions/checkout')) expect(options).toEqual({ 'persist-credentials': false });
      }
    }
  });
});

test('the tests run on the Nodes that the runtime suite runs on', () => {
  const ci = workflows.find(([name]) => name === 'ci.yml')?.[1];
  const runtimes = readFileSync(new URL('../scripts/runtimes.ts', import.meta.url), 'utf8');
  const versions = [...runtimes.matchAll(/^ *node\((\d+)\)/gm)].map(([, version]) => Number(version));
  expect(versions).toHaveLength(3);
  expect(ci?.jobs['test']?.strategy?.matrix.node).toEqual(versions);
});

test('.ci/run leaves the configuration of the machine alone', () => {
  const script = readFileSync(new URL('../.ci/run', import.meta.url), 'utf8');
  expect(script).not.toMatch(/\/etc\/|sed -i|pg_hba|pg_ctlcluster|systemctl|ALTER SYSTEM/);
});

test('the issue forms have what GitHub demands of a form, and dependabot watches packages and actions', () => {
  const read = (path: string) => parse(readFileSync(new URL(`../${path}`, folder), 'utf8'));
  for (const form of ['bug.yml', 'idea.yml'].map((name) => read(`ISSUE_TEMPLATE/${name}`))) {
    expect(form).toMatchObject({ name: expect.any(String), description: expect.any(String) });
    const fields = form.body.filter(({ type }: { type: string }) => type !== 'markdown');
    expect(new Set(fields.map(({ id }: { id: string }) => id)).size).toBe(fields.length);
    for (const { attributes } of fields) expect(attributes.label).toMatch(/\w/);
    expect(fields.some(({ validations }: { validations?: { required: boolean } }) => validations?.required)).toBe(true);
  }
  const ecosystems = read('dependabot.yml').updates.map(
    (update: Record<string, string>) => update['package-ecosystem'],
  );
  expect(ecosystems).toEqual(['npm', 'github-actions']);
});
