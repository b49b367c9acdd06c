/** The query as something to send elsewhere: curl, an event, a `cargo lambda` line, a replay. */

import { tab } from '../app/route';
import { cargoLambda, curl } from '../http/command-line';
import { requestOf } from '../http/event-request';
import { eventOf } from '../http/request-event';
import { addOwnCase } from '../replay/cases';
import { endpoint } from '../replay/live';
import { copy } from '../ui/clipboard';
import type { MenuItem } from '../ui/menu';
import { OWN_TAB } from './ask';
import { requestOfEditor } from './run';

export function copyMenu(): MenuItem[] {
  const event = () => eventOf(requestOfEditor(), new Date());
  return [
    { label: 'curl', choose: () => copy(curl(endpoint.peek(), requestOf(event(), {})), 'curl command') },
    { label: 'Event JSON', choose: () => copy(event(), 'event') },
    { label: 'cargo lambda invoke', choose: () => copy(cargoLambda(event(), undefined), 'command') },
    {
      label: 'Replay it as an event',
      icon: 'run',
      apart: true,
      choose: () => {
        addOwnCase('query', event(), JSON.stringify(OWN_TAB, null, 2));
        tab.value = 'replay';
      },
    },
  ];
}
