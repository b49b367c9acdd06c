/** Sending a case to a live endpoint, and what to do when the browser does not let the page read the answer. */

import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../ui/icon';
import { formatTime } from '../ui/measures';
import { type Case, draftOf } from './cases';
import { endpoint, type LiveAnswer, sendLive } from './live';

export function LivePanel({ one }: { one: Case }) {
  const [answer, setAnswer] = useState<LiveAnswer | undefined>(undefined);
  // An answer belongs to its case.
  useEffect(() => setAnswer(undefined), [one.name]);
  const send = async (event: Event) => {
    event.preventDefault();
    setAnswer({ state: 'sending' });
    setAnswer(await sendLive(one));
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
        <button type="submit" class="button" disabled={answer?.state === 'sending'}>
          <Icon name="send" /> Send and compare
        </button>
      </form>
      <div role="status" data-testid="live-answer">
        {answer && <Answer answer={answer} settings={draftOf(one).settings} />}
      </div>
    </section>
  );
}

function Answer({ answer, settings }: { answer: LiveAnswer; settings: string }) {
  switch (answer.state) {
    case 'sending':
      return <p class="hint">Sending.</p>;
    case 'answered':
      return (
        <>
          <p class={`verdict ${answer.agrees ? 'same' : 'different'}`}>
            <Icon name={answer.agrees ? 'check' : 'cross'} />
            <span>
              {answer.agrees ? 'It agrees: ' : 'It does not agree: '}
              {answer.text}
            </span>
            <span class="count">{formatTime(answer.milliseconds)}</span>
          </p>
          {!answer.agrees && (
            <>
              <p class="hint">
                A replay has the event's own time, fixed random numbers and the demo database; a live endpoint has its
                own of each.
                {settings.trim() && ` This case has settings too, which the endpoint would need: ${settings.trim()}`}
              </p>
              <pre class="live-body">{answer.body.slice(0, 4000)}</pre>
            </>
          )}
        </>
      );
    case 'impossible':
      return (
        <p class="verdict different">
          <Icon name="cross" /> <span>It cannot be sent as HTTP: {answer.text}</span>
        </p>
      );
    case 'unreachable':
      return <Unreachable text={answer.text} />;
  }
}

function Unreachable({ text }: { text: string }) {
  return (
    <div class="cors">
      <p class="verdict different">
        <Icon name="warning" /> <span>The browser gives this page no answer ({text}).</span>
      </p>
      <p>
        Either nothing listens at that address, or the endpoint does not allow pages of another origin to read from it
        (CORS): a browser does not tell a page which. One of these helps:
      </p>
      <ul>
        <li>
          Send it outside the browser: <em>Copy as curl</em>. If that answers, the endpoint is well, and it is CORS.
        </li>
        <li>
          A function URL or an HTTP API: in its CORS settings allow the origin <code>{location.origin}</code>, the
          methods <code>GET, POST</code> and the headers <code>content-type, authorization</code>. A REST API: enable
          CORS on the resource and deploy the stage.
        </li>
        <li>
          A local <code>limbda serve</code> answers pages of the same machine; for this one start it with{' '}
          <code>--cors {location.origin}</code>.
        </li>
        {location.protocol === 'https:' && (
          <li>
            This page came by HTTPS, so the browser may refuse plain <code>http://</code> addresses as mixed content.
          </li>
        )}
      </ul>
    </div>
  );
}
