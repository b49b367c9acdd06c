/** The query in other forms: a curl command, an event, a `cargo lambda` command, a replay. */

import { notify } from '../app/notices';
import { tab } from '../app/route';
import { cargoLambda, curl } from '../http/command-line';
import { eventOf } from '../http/translate';
import { addOwnCase } from '../replay/cases';
import { endpoint } from '../replay/live';
import { copy } from '../ui/clipboard';
import type { MenuItem } from '../ui/menu';
import { OWN_TAB } from './ask';
import { requestOfEditor } from './run';

export function copyMenu(): MenuItem[] {
  const event = () => eventOf(requestOfEditor());
  return [
    { label: 'curl', choose: () => copy(curlOfEditor(), 'curl command') },
    { label: 'Event JSON', choose: () => copy(event(), 'event') },
    {
      label: 'cargo lambda invoke',
      choose: () =>
        copy(
          event().then((text) => cargoLambda(text, undefined)),
          'command',
        ),
    },
    {
      label: 'Replay it as an event',
      icon: 'run',
      apart: true,
      choose: () => void replayEditor(),
    },
  ];
}

function curlOfEditor(): string {
  const { method, path, headers, body } = requestOfEditor();
  const request = { method, path, headers: Object.entries(headers), body: new TextEncoder().encode(body) };
  return curl(endpoint.peek(), request);
}

async function replayEditor(): Promise<void> {
  try {
    addOwnCase('query', await eventOf(requestOfEditor()), JSON.stringify(OWN_TAB, null, 2));
    tab.value = 'replay';
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    notify({ kind: 'error', title: 'Cannot convert the query to an event:', text: `${text}.` });
  }
}
