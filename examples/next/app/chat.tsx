'use client';

import { useChat } from '@ai-sdk/react';
import { lastAssistantMessageIsCompleteWithApprovalResponses } from 'ai';
import { useEffect, useState } from 'react';
import type { SupportMessage } from '@/lib/support-tools';
import type { AgentReply } from '@/lib/zendesk';

export function Chat() {
  const { messages, sendMessage, addToolApprovalResponse, status, error } = useChat<SupportMessage>({
    sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithApprovalResponses,
  });
  const replies = useReplies();

  function send(fields: FormData) {
    const text = String(fields.get('text')).trim();
    if (text !== '') void sendMessage({ text });
  }

  return (
    <>
      <div role="log">
        {messages.map((message) => (
          <Message key={message.id} message={message} decide={addToolApprovalResponse} />
        ))}
        {replies.map(({ id, text }) => (
          <p key={id} className="text">
            <b>Agent:</b> {text}
          </p>
        ))}
      </div>
      {error && <p role="alert">That did not work. Please try again.</p>}
      <form action={send}>
        <input name="text" aria-label="Your message" autoComplete="off" />
        <button type="submit" disabled={status === 'submitted' || status === 'streaming'}>
          Send
        </button>
      </form>
    </>
  );
}

interface MessageProps {
  readonly message: SupportMessage;
  readonly decide: (decision: { readonly id: string; readonly approved: boolean }) => void;
}

function Message({ message: { role, parts }, decide }: MessageProps) {
  const text = parts.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
  return (
    <>
      {text.trim() && (
        <p className="text">
          <b>{role === 'user' ? 'You' : 'Bot'}:</b> {text.trim()}
        </p>
      )}
      {parts.map((part) => {
        // The bot does nothing on a ticket before the visitor has read this and agreed.
        if (part.type !== 'tool-zendesk_create_ticket' || part.state !== 'approval-requested') return null;
        const { subject, body, requester } = part.input;
        const { id } = part.approval;
        return (
          <section key={part.toolCallId} className="card" aria-label="Create this ticket?">
            <h2>Create this ticket?</h2>
            <p>
              {subject}, for {requester?.email}
            </p>
            <blockquote className="text">{body}</blockquote>
            <button type="button" onClick={() => decide({ id, approved: true })}>
              Create
            </button>{' '}
            <button type="button" onClick={() => decide({ id, approved: false })}>
              Do not create
            </button>
          </section>
        );
      })}
    </>
  );
}

/** What agents have answered, asked for every three seconds. */
function useReplies(): readonly AgentReply[] {
  const [replies, setReplies] = useState<readonly AgentReply[]>([]);
  useEffect(() => {
    const timer = setInterval(async () => {
      const response = await fetch('/api/replies').catch(() => undefined);
      if (response?.ok) setReplies(await response.json());
    }, 3_000);
    return () => clearInterval(timer);
  }, []);
  return replies;
}
