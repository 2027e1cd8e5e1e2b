import { ownerRoute, seeOther } from '@/lib/owner-route';
import { consentPage } from '@/lib/simulator';
import { ownerConnection } from '@/lib/zendesk';

// The session cookie is SameSite=Lax, so no other site can post here.
export const POST = ownerRoute(async (request, session) => {
  const subdomain = String((await request.formData()).get('subdomain'));
  const { url } = await ownerConnection().connect({ subdomain, session, returnTo: '/integrations' });
  return seeOther(consentPage(url).href);
});
