import { seeOther } from '@/lib/owner-route';
import { signIn } from '@/lib/session';

export async function POST(request: Request): Promise<Response> {
  const isOwner = await signIn((await request.formData()).get('password'));
  return isOwner ? seeOther('/integrations') : new Response('Wrong password.', { status: 403 });
}
