/**
 * What one caller adds to its calls: who it is, for the audit trail, and what keeps its runtime alive.
 */
import { ConfigurationError } from './errors.js';
import type { AuditContext } from './events.js';
import type { WaitUntil } from './util/wait-until.js';

/** Who sets off a call, and what keeps the runtime alive for it. */
export interface CallScope {
  /**
   * Says who acts, and where, such as `{ actor: user.id, conversation: chat.id }`: a JSON object of at most 8,192
   * characters that comes back in every event and request report. The library stores it nowhere.
   */
  readonly auditContext?: AuditContext | undefined;
  /**
   * Takes the place of the connector's `waitUntil`, where each request has its own.
   * @defaultValue that of the connector
   */
  readonly waitUntil?: WaitUntil | undefined;
}

const MAX_CHARACTERS = 8_192;

/**
 * Returns a frozen copy, so that neither your application nor a listener changes it later.
 *
 * @throws ConfigurationError that names the option
 * @internal
 */
export function checkCallScope({ auditContext, waitUntil }: CallScope): CallScope {
  if (waitUntil !== undefined && typeof waitUntil !== 'function') {
    throw new ConfigurationError({ option: 'waitUntil', problem: 'must be a function' });
  }
  return { auditContext: auditContext === undefined ? undefined : copyAuditContext(auditContext), waitUntil };
}

function copyAuditContext(auditContext: AuditContext): AuditContext {
  const json = isPlain(auditContext) ? toJson(auditContext) : undefined;
  if (json === undefined || json.length > MAX_CHARACTERS) {
    throw new ConfigurationError({
      option: 'auditContext',
      problem: 'must be a plain object that JSON can hold, of at most 8,192 characters',
      hint: 'Pass ids, such as { actor: user.id, conversation: chat.id }.',
    });
  }
  return JSON.parse(json, (_, value: unknown) => Object.freeze(value));
}

/** JSON of a value that comes back as it is; undefined for a Date, a function, a cycle and all else that does not. */
function toJson(value: unknown): string | undefined {
  let isExact = true;
  try {
    const json = JSON.stringify(value, function (this: Record<string, unknown>, key, converted: unknown) {
      const original = this[key];
      const isJson =
        original === null ||
        (original === undefined && !Array.isArray(this)) ||
        ['string', 'boolean'].includes(typeof original) ||
        (typeof original === 'number' && Number.isFinite(original)) ||
        Array.isArray(original) ||
        isPlain(original);
      isExact &&= isJson;
      return converted;
    });
    return isExact ? json : undefined;
  } catch {
    return undefined;
  }
}

function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
