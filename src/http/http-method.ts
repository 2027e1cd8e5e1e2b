/** The methods of Zendesk's API. */
export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';
