import { Chat } from '@/app/chat';

export default function ChatPage() {
  return (
    <>
      <h1>How can we help?</h1>
      <Chat />
    </>
  );
}
