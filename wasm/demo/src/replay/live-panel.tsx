/** Sends a case to a live endpoint, and explains what to do if the browser withholds the response. */

import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../ui/icon';
import { formatTime } from '../ui/measures';
import { type Case, draftOf } from './cases';
import { endpoint, type LiveState, sendLive } from './live';

export function LivePanel({ one }: { one: Case }) {
  const [state, setState] = useState<LiveState | undefined>(undefined);
  // A response belongs to its case.
  useEffect(() => setState(undefined), [one.name]);
  const send = async (event: Event) => {
    event.preventDefault();
    setState({ state: 'sending' });
    setState(await sendLive(one));
  };
  return (
    <section class="live" aria-label="Live endpoint">
      <form class="live-form" onSubmit={send}>
        <label class="live-url">
          <span>Live endpoint</span>
          <input
            type="text"
            inputMode="url"
            required
            spellcheck={false}
            value={endpoint.value}
            placeholder="https://….lambda-url.eu-central-1.on.aws"
            onInput={({ currentTarget }) => {
              endpoint.value = currentTarget.value;
            }}
          />
        </label>
        <button type="submit" class="button" disabled={state?.state === 'sending'}>
          <Icon name="send" /> Send and compare
        </button>
      </form>
      <div role="status" data-testid="live-answer">
        {state && <LiveResponse live={state} settings={draftOf(one).settings} />}
      </div>
    </section>
  );
}

function LiveResponse({ live, settings }: { live: LiveState; settings: string }) {
  switch (live.state) {
    case 'sending':
      return <p class="hint">Sending …</p>;
    case 'answered':
      return (
        <>
          <p class={`verdict ${live.agrees ? 'same' : 'different'}`}>
            <Icon name={live.agrees ? 'check' : 'cross'} />
            <span>
              {live.agrees ? 'Identical: ' : 'Different: '}
              {live.text}
            </span>
            <span class="count">{formatTime(live.milliseconds)}</span>
          </p>
          {!live.agrees && (
            <>
              <p class="hint">
                A replay uses the event's own time, fixed random numbers and the demo database; the endpoint may differ
                in each.
                {settings.trim() && ` This case also needs these settings on the endpoint: ${settings.trim()}`}
              </p>
              <pre class="live-body">{live.body.slice(0, 4000)}</pre>
            </>
          )}
        </>
      );
    case 'impossible':
      return (
        <p class="verdict different">
          <Icon name="cross" /> <span>Cannot be sent over HTTP: {live.text}</span>
        </p>
      );
    case 'unreachable':
      return <Unreachable text={live.text} />;
  }
}

function Unreachable({ text }: { text: string }) {
  return (
    <div class="cors">
      <p class="verdict different">
        <Icon name="warning" /> <span>The browser did not let this page read a response ({text}).</span>
      </p>
      <p>
        Either nothing is listening at that address, or the endpoint does not allow pages from other origins (CORS).
        Browsers do not tell pages which. Try one of these:
      </p>
      <ul>
        <li>
          Send the request from a terminal: <em>Copy as curl</em>. If that works, CORS is the cause.
        </li>
        <li>
          For a function URL or an HTTP API, allow the origin <code>{location.origin}</code>, the methods{' '}
          <code>GET, POST</code> and the headers <code>content-type, authorization</code> in its CORS settings. For a
          REST API, enable CORS on the resource and deploy the stage.
        </li>
        <li>
          A local <code>limbda serve</code> always allows pages from the same machine; for this page, start it with{' '}
          <code>--cors {location.origin}</code>.
        </li>
        {location.protocol === 'https:' && (
          <li>
            This page was loaded over HTTPS, so the browser may block plain <code>http://</code> addresses as mixed
            content.
          </li>
        )}
      </ul>
    </div>
  );
}
