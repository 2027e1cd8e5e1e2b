/**
 * The page, its modules without their types, and the code of the steps that it shows.
 */
import { readdir, readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

const PAGE = new URL('../page/', import.meta.url);
const STEPS = new URL('../steps/', import.meta.url);
const SCRIPT = { 'content-type': 'text/javascript' };

export function pageRoutes(): Hono {
  const app = new Hono();
  app.get('/', async (context) => {
    if (getCookie(context, 'session') === undefined) {
      setCookie(context, 'session', crypto.randomUUID(), { httpOnly: true, sameSite: 'Lax' });
    }
    return context.html(await readFile(new URL('index.html', PAGE), 'utf8'));
  });
  app.get('/page/:file{[a-z-]+\\.css}', async (context) => {
    const style = await readFile(new URL(context.req.param('file'), PAGE), 'utf8');
    return context.body(style, 200, { 'content-type': 'text/css' });
  });
  app.get('/page/:file{[a-z-]+\\.ts}', async (context) => {
    const code = await readFile(new URL(context.req.param('file'), PAGE), 'utf8');
    return context.body(stripTypeScriptTypes(code), 200, SCRIPT);
  });
  app.get('/preact.js', async (context) => {
    const path = new URL(import.meta.resolve('htm/preact/standalone'));
    return context.body(await readFile(path, 'utf8'), 200, SCRIPT);
  });
  app.get('/api/code', async (context) => context.json(await readSteps()));
  app.get('/favicon.ico', (context) => context.body(null, 204));
  return app;
}

/** What runs is what is shown, but for the head of the file: its comment and imports. */
async function readSteps(): Promise<Readonly<Record<string, string>>> {
  const files = (await readdir(STEPS)).filter((file) => file.endsWith('.ts'));
  const steps = files.map(async (file) => {
    const code = await readFile(new URL(file, STEPS), 'utf8');
    return [file.replace('.ts', ''), code.replace(/^\/\*\*.*?\*\/\n(import [^;]*;\n)*/s, '').trim()] as const;
  });
  return Object.fromEntries(await Promise.all(steps));
}
