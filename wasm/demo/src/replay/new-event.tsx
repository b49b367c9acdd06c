/** Where the reader brings an event of their own: pasted, dropped or picked. */

import { useRef, useState } from 'preact/hooks';
import { Icon } from '../ui/icon';
import { JsonEditor } from '../ui/json-editor';
import { addOwnCase } from './cases';

export function NewEvent({ isFirst }: { isFirst: boolean }) {
  const [text, setText] = useState('');
  const picker = useRef<HTMLInputElement>(null);
  return (
    <section class="new-event" aria-label="Your event">
      <h2>{isFirst ? 'Replay what Lambda received' : 'An event of your own'}</h2>
      <p>
        Paste the JSON of any event that a function received, from a CloudWatch log or the console's test tab, or drop
        its file. It is answered here as Lambda would have answered: from a fresh copy of the database, at the time that
        is in the event.
        {isFirst && ' Or pick one of the fixtures, or replay them all: each must give the recorded bytes.'}
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
          <Icon name="run" /> Replay it
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
          aria-label="An event's file"
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
