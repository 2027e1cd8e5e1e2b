import { conversationId } from '@/lib/session';
import { zendesk } from '@/lib/zendesk';

export async function GET(): Promise<Response> {
  return Response.json(zendesk().replies.get((await conversationId()) ?? '') ?? []);
}
