import { ownerRoute, seeOther } from '@/lib/owner-route';
import { ownerConnection } from '@/lib/zendesk';

export const POST = ownerRoute(async () => {
  await ownerConnection().disconnect();
  return seeOther('/integrations');
});
