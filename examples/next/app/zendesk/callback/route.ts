import { ownerRoute, seeOther } from '@/lib/owner-route';
import { required } from '@/lib/required';
import { ownerConnection, zendesk } from '@/lib/zendesk';

export const GET = ownerRoute(async (request, session) => {
  const { returnTo = '/' } = await zendesk().connector.handleCallback(request, { session });
  const origin = required('ORIGIN');
  // Zendesk sends webhooks to https only, so on localhost agents' replies stay in Zendesk.
  if (origin.startsWith('https:')) await ownerConnection().subscribe({ url: `${origin}/zendesk/webhook` });
  return seeOther(returnTo);
});
