import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { cookies } from 'next/headers';
import { required } from '@/lib/required';

const COOKIE = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' } as const;

/** Sets the session of the bot owner. Put your own sign-in in the place of this password. */
export async function signIn(password: unknown): Promise<boolean> {
  if (typeof password !== 'string' || !isEqual(password, required('OWNER_PASSWORD'))) return false;
  const session = randomUUID();
  (await cookies()).set('session', `${session}.${sign(session)}`, COOKIE);
  return true;
}

/** Returns the id of the bot owner's session, or undefined for everyone else. */
export async function ownerSession(): Promise<string | undefined> {
  const [session = '', signature = ''] = (await cookies()).get('session')?.value.split('.') ?? [];
  return session !== '' && isEqual(signature, sign(session)) ? session : undefined;
}

/** Returns the id of the visitor's conversation: a secret of their browser. */
export async function conversationId(): Promise<string | undefined> {
  return (await cookies()).get('conversation')?.value;
}

export async function startConversation(): Promise<string> {
  const id = randomUUID();
  (await cookies()).set('conversation', id, COOKIE);
  return id;
}

function sign(text: string): string {
  return createHmac('sha256', required('SESSION_SECRET')).update(text).digest('base64url');
}

function isEqual(given: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(sign(given)), Buffer.from(sign(expected)));
}
