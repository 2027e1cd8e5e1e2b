/**
 * Who uses a connection, and what the host allows and vouches for: the checked options of `connector.connection()`.
 */

import type { Requester } from '../actions/action.js';
import { trimEmailAddress } from '../actions/email-address.js';
import { checkTicketDefaults, type TicketDefaults } from '../actions/ticket-defaults.js';
import { type CallScope, checkCallScope } from '../call-scope.js';
import { ConfigurationError } from '../errors.js';
import { ALL_PERMISSIONS, type Permission, ZENDESK_ACTIONS } from '../permissions.js';
import { isBlank } from '../util/plain-text.js';
import { refuseUnknownOptions } from '../util/refuse-unknown-options.js';

/** What a connection handle may do, and the requester that it speaks for. */
export interface ConnectionOptions extends CallScope {
  /** What the host allows this caller. Nothing is allowed that is not listed. */
  readonly permissions: readonly Permission[];
  /** The requester that this conversation speaks for. Actions need it; connect, status and disconnect do not. */
  readonly requester?: Requester | undefined;
  /** Added to every ticket. */
  readonly ticketDefaults?: TicketDefaults | undefined;
  /** BCP 47, for the sentences in results. @defaultValue 'en' */
  readonly locale?: string | undefined;
}

/** @internal */
export interface Caller extends CallScope {
  readonly connectionId: string;
  readonly permissions: ReadonlySet<Permission>;
  readonly requester: Requester | undefined;
  readonly ticketDefaults: TicketDefaults;
  readonly locale: string;
}

// The compiler demands every option here, so that none is refused as unknown.
const OPTION_NAMES: Readonly<Record<keyof ConnectionOptions, true>> = {
  permissions: true,
  requester: true,
  ticketDefaults: true,
  locale: true,
  auditContext: true,
  waitUntil: true,
};

/**
 * A copy, so that what the host does with its objects later changes nothing that was vouched for.
 *
 * @throws ConfigurationError that names the option
 * @internal
 */
export function toCaller(connectionId: string, options: ConnectionOptions): Caller {
  if (typeof connectionId !== 'string' || connectionId === '' || connectionId.length > 255) {
    throw new ConfigurationError({ option: 'connectionId', problem: 'must be a string of 1 to 255 characters' });
  }
  const { permissions, requester, ticketDefaults = {}, locale = 'en', auditContext, waitUntil } = options ?? {};
  refuseUnknownOptions(options ?? {}, OPTION_NAMES);
  checkPermissions(permissions);
  if (!isLocale(locale))
    throw new ConfigurationError({
      option: 'locale',
      problem: 'must be a BCP 47 language tag, such as "en" or "pt-BR"',
    });
  return {
    connectionId,
    permissions: new Set(permissions),
    requester: requester === undefined ? undefined : toRequester(requester),
    ticketDefaults: checkTicketDefaults(ticketDefaults),
    locale,
    ...checkCallScope({ auditContext, waitUntil }),
  };
}

function checkPermissions(permissions: unknown): void {
  if (!Array.isArray(permissions)) {
    throw new ConfigurationError({ option: 'permissions', problem: 'must be a list of values of ZENDESK_ACTIONS' });
  }
  const wrong: unknown = permissions.find((permission) => !ALL_PERMISSIONS.includes(permission));
  // `find` answers a hole and a missing value alike.
  if (wrong === undefined && !permissions.includes(undefined)) return;
  const meant = Object.entries(ZENDESK_ACTIONS).find(([name]) => name === wrong)?.[1];
  throw new ConfigurationError({
    option: 'permissions',
    problem: `holds ${named(wrong)}, which is not a value of ZENDESK_ACTIONS`,
    hint:
      meant === undefined
        ? `The values are: ${ALL_PERMISSIONS.join(', ')}.`
        : `Pass ZENDESK_ACTIONS.${String(wrong)}, whose value is "${meant}".`,
  });
}

/** A value as a message may show it: short, and on one line. */
function named(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : `a value of type ${typeof value}`;
}

/**
 * An address that is missing or malformed comes from the data of your application, not from its code. The actions answer
 * it with an InvalidInputError, so that a chat goes on.
 */
function toRequester(requester: Requester): Requester {
  if (requester === 'from-conversation' || requester === 'anyone') return requester;
  if (typeof requester === 'object' && requester !== null) {
    const { email, name, externalId, userId, ...others }: Readonly<Record<string, unknown>> = { ...requester };
    const ways = ['email', 'externalId', 'userId'].filter((way) => way in requester);
    if (ways.length === 1 && Object.keys(others).length === 0) {
      if (isExternalId(externalId)) return { externalId };
      if (isUserId(userId)) return { userId };
    }
    if (ways.length === 1 && ways[0] === 'email' && isText(email) && isText(name)) {
      return { email: trimEmailAddress(email ?? ''), name: isBlank(name ?? '') ? undefined : (name ?? undefined) };
    }
  }
  throw new ConfigurationError({
    option: 'requester',
    problem: 'must be { email, name? }, { externalId }, { userId }, "from-conversation" or "anyone"',
  });
}

function isExternalId(value: unknown): value is string {
  return typeof value === 'string' && !isBlank(value) && value.length <= 255;
}

function isUserId(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function isText(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || typeof value === 'string';
}

function isLocale(value: unknown): boolean {
  try {
    return typeof value === 'string' && Intl.getCanonicalLocales(value).length === 1;
  } catch {
    return false;
  }
}
