/** The form for an event of the reader's own: pasted, dropped or picked. */

import { useRef, useState } from 'preact/hooks';
import { Icon } from '../ui/icon';
import { JsonEditor } from '../ui/json-editor';
import { addOwnCase } from './cases';

export function NewEvent({ isFirst }: { isFirst: boolean }) {
  const [text, setText] = useState('');
  const picker = useRef<HTMLInputElement>(null);
  return (
    <section class="new-event" aria-label="Your event">
      <h2>{isFirst ? 'Replay an event that Lambda received' : 'Your event'}</h2>
      <p>
        Paste the JSON of an event from a CloudWatch log or the console's test tab, or drop a file. The response is the
        one that Lambda returns, computed here on a fresh copy of the database at the event's own time.
        {isFirst && ' Or pick a fixture, or replay them all: each response must match its recording to the byte.'}
      </p>
      <div class="new-event-editor">
        <JsonEditor
          label="Event JSON"
          value={text}
          onChange={setText}
          placeholder={'{"version": "2.0", "rawPath": "/query", "requestContext": {"http": {"method": "POST"}}, …}'}
          wrap
        />
      </div>
      <div class="toolbar plain">
        <button
          type="button"
          class="button primary"
          disabled={!text.trim()}
          onClick={() => {
            addOwnCase('event', text);
            setText('');
          }}
        >
          <Icon name="run" /> Replay event
        </button>
        <button type="button" class="button" onClick={() => picker.current?.click()}>
          <Icon name="upload" /> Open a file
        </button>
        <input
          ref={picker}
          type="file"
          accept=".json,application/json"
          class="hidden"
          tabIndex={-1}
          aria-label="Event file"
          data-testid="event-picker"
          onChange={async ({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            if (file) addOwnCase(file.name, await file.text());
          }}
        />
      </div>
    </section>
  );
}
