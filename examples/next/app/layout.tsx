import type { Metadata } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import './style.css';

export const metadata: Metadata = { title: 'Support' };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <nav>
          <Link href="/">Chat</Link>
          <Link href="/integrations">Integrations</Link>
        </nav>
        <main>{children}</main>
      </body>
    </html>
  );
}
