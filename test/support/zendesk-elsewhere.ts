/**
 * Preloaded into a process of its own: what it asks of zendesk.com goes to the server at ZENDESK_ELSEWHERE.
 */
import { fetchVia } from 'zendesk-connector/testing';

const elsewhere = fetchVia(new URL(process.env['ZENDESK_ELSEWHERE'] ?? ''));
const fetch = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  return url.hostname.endsWith('.zendesk.com') ? elsewhere(input, init) : fetch(input, init);
};
