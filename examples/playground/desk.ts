/**
 * The simulated Zendesk as agents see and use it, and what may go wrong with it.
 */
import type { SimulatedAccount, SimulatedUser, ZendeskSimulator } from 'zendesk-connector/testing';
import { CUSTOMERS } from './people.ts';

/** The first one is shown until one is connected. */
export const SUBDOMAINS = ['acme', 'globex'] as const;

export interface AgentAnswer {
  readonly ticketId: number;
  readonly body: string;
  readonly status: 'open' | 'pending' | 'hold' | 'solved';
  readonly files: readonly File[];
}

export class Desk {
  readonly zendesk: ZendeskSimulator;
  #shown: string = SUBDOMAINS[0];
  #endOutage: (() => void) | undefined;

  constructor(zendesk: ZendeskSimulator) {
    this.zendesk = zendesk;
    for (const subdomain of SUBDOMAINS) addPeople(zendesk.account(subdomain));
    fill(this.account, this.#carla);
  }

  /** The account that the tricks are played on. */
  get account(): SimulatedAccount {
    return this.zendesk.account(this.#shown);
  }

  get isOut(): boolean {
    return this.#endOutage !== undefined;
  }

  get #carla(): SimulatedUser {
    const carla = this.account.userByEmail(`carla@${this.#shown}.example`);
    if (carla === undefined) throw new Error(`Carla does not work at ${this.#shown}`);
    return carla;
  }

  show(subdomain: string): void {
    this.#shown = subdomain;
  }

  answer({ ticketId, body, status, files }: AgentAnswer): void {
    const attachments = files.map(({ name, type, size }) => ({ file_name: name, content_type: type, size }));
    this.account.addComment(ticketId, { author: this.#carla, body, status, attachments });
  }

  /** @returns whether there is such a trick */
  play(trick: string): boolean {
    const play = this.#tricks[trick];
    play?.();
    return play !== undefined;
  }

  readonly #tricks: Readonly<Record<string, () => void>> = {
    expire: () => this.account.expireAccessTokens(),
    revoke: () => this.account.revokeTokens(),
    'rate-limit': () => {
      const body = { error: 'APIRateLimitExceeded' };
      const fault = { status: 429, headers: { 'retry-after': '30' }, body, times: 1 };
      this.zendesk.fault({ path: '/api/v2/*' }, fault);
    },
    outage: () => {
      if (this.#endOutage !== undefined) {
        this.#endOutage();
        this.#endOutage = undefined;
      } else {
        this.#endOutage = this.zendesk.fault({ path: /^\/(api|oauth\/tokens)/ }, { status: 503 });
      }
    },
    // An automation of every account does so after four days.
    close: () => {
      for (const { id, status } of this.account.tickets) {
        if (status === 'solved') this.account.updateTicket(id, { status: 'closed' });
      }
    },
  };

  /** The newest ticket first. */
  tickets() {
    const { account } = this;
    const nameOf = (id: number) => account.users.find((user) => user.id === id)?.name ?? '';
    return account.tickets
      .map(({ id, subject, status, requester_id, via }) => ({
        ...{ id, subject, status, requester: nameOf(requester_id) },
        followUpOf: via?.source?.rel === 'follow_up' ? Object(via.source.from)['ticket_id'] : undefined,
        comments: account.comments(id).map((comment) => ({
          text: comment.plain_body,
          author: nameOf(comment.author_id),
          isPublic: comment.public,
          files: comment.attachments.map((file) => file.file_name),
        })),
      }))
      .toReversed();
  }
}

function addPeople(account: SimulatedAccount): void {
  account.addUser({ name: 'Carla', email: `carla@${account.subdomain}.example`, role: 'agent' });
  for (const customer of CUSTOMERS) account.addUser({ ...customer, role: 'end-user' });
}

/** What was there before the bot. */
function fill(account: SimulatedAccount, agent: SimulatedUser): void {
  const ann = account.userByEmail(CUSTOMERS[0].email);
  if (ann === undefined) return;
  const subject = 'Invoice of October is wrong';
  const { id } = account.addTicket({ requester: ann, subject, body: 'It says 2 seats.' });
  account.addComment(id, { author: agent, body: 'Corrected, sorry.', status: 'solved' });
  account.addArticle({
    title: 'Add a seat to your plan',
    body: '<p>Open <b>Billing</b>, then choose “Add a seat”. The next invoice has it.</p>',
  });
}
