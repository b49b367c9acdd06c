/** Works offline: a service worker keeps the build, and a newer one is offered as soon as it is here. */

import { registerSW } from 'virtual:pwa-register';
import { notify } from './notices';

/** A page that stays open asks this often whether there is a newer build. */
const ASK_MS = 60 * 60 * 1000;

export function keepOffline(): void {
  const update = registerSW({
    onNeedRefresh() {
      notify({
        kind: 'info',
        title: 'A newer version is here.',
        text: 'Loading it starts the page anew: save first what you wrote into the database.',
        action: { label: 'Load it', run: () => void update(true) },
      });
    },
    onRegisteredSW(_url, registration) {
      setInterval(() => void registration?.update().catch(() => {}), ASK_MS);
    },
  });
}
