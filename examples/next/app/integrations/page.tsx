import { ownerSession } from '@/lib/session';
import { ownerConnection } from '@/lib/zendesk';

export default async function IntegrationsPage() {
  if ((await ownerSession()) === undefined) return <SignIn />;
  const status = await ownerConnection().status();
  return (
    <section className="card">
      <h1>Zendesk</h1>
      {status.state === 'connected' && (
        <>
          <p role="status">
            Connected to {status.subdomain}
            {status.user && ` as ${status.user.name}`}
          </p>
          <form action="/zendesk/disconnect" method="post">
            <button type="submit">Disconnect</button>
          </form>
        </>
      )}
      {status.state === 'reconnect_required' && (
        <p role="status">The connection to {status.subdomain} has ended. Connect again.</p>
      )}
      {status.state === 'disconnected' && <p role="status">Not connected</p>}
      {status.state !== 'connected' && (
        <form action="/zendesk/connect" method="post">
          <input
            name="subdomain"
            aria-label="Subdomain"
            placeholder="acme"
            defaultValue={status.state === 'reconnect_required' ? status.subdomain : ''}
            required
          />
          <button type="submit">Connect</button>
        </form>
      )}
    </section>
  );
}

function SignIn() {
  return (
    <section className="card">
      <h1>Sign in</h1>
      <form action="/sign-in" method="post">
        <input name="password" type="password" aria-label="Password" autoComplete="current-password" required />
        <button type="submit">Sign in</button>
      </form>
    </section>
  );
}
