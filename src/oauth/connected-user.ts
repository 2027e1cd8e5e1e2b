/**
 * Looks up who approved a connection, with the token that was just issued.
 */
import { ApiError, PermissionError } from '../errors.js';
import { withDeadline } from '../http/deadline.js';
import type { Http } from '../http/http.js';
import type { ConnectedUser } from '../records/grant.js';
import { toStandardSchema } from '../schema.js';
import type { ZendeskSubdomain } from '../subdomain.js';
import * as z from '../util/zod.js';
import { authorizeBy } from './bearer.js';
import { PROPAGATION_PAUSES } from './propagation.js';

const meResponse = toStandardSchema(
  z.object({
    user: z.object({
      // Some routes answer an anonymous user, whose id is null, to a token that is worth nothing.
      id: z.int().check(z.positive()),
      name: z.string(),
      email: z.nullish(z.string()),
      role: z.nullish(z.string()),
    }),
  }),
);

/**
 * @returns undefined when the granted scope does not allow to ask
 * @throws ZendeskError
 * @internal
 */
export function fetchConnectedUser(
  http: Http,
  token: { readonly subdomain: ZendeskSubdomain; readonly accessToken: string },
  timeout: number,
): Promise<ConnectedUser | undefined> {
  const { subdomain, accessToken } = token;
  const request = { subdomain, method: 'GET', path: '/api/v2/users/me.json', schema: meResponse } as const;
  return withDeadline(timeout, undefined, async (deadline) => {
    for (let attempt = 0; ; attempt++) {
      try {
        const { body } = await http.send({ ...request, deadline, authorize: authorizeBy(accessToken) });
        const { id, name, email, role } = body.user;
        return { id, name, role: role ?? 'agent', ...(email ? { email } : {}) };
      } catch (error) {
        if (error instanceof PermissionError) return undefined;
        const pause = PROPAGATION_PAUSES[attempt];
        if (!(error instanceof ApiError && error.zendeskStatus === 401) || pause === undefined) throw error;
        await deadline.sleep(pause);
      }
    }
  });
}
