/** Reads a variable at the moment of use: `next build` has none of them. */
export function required(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(`Set ${name}: see .env.example`);
}
