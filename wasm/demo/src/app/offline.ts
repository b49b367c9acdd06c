/** Makes the page work offline: a service worker caches the build and offers a newer one when it has arrived. */

import { registerSW } from 'virtual:pwa-register';
import { notify } from './notices';

/** How often an open page checks for a newer build. */
const CHECK_MS = 60 * 60 * 1000;

export function keepOffline(): void {
  const update = registerSW({
    onNeedRefresh() {
      notify({
        kind: 'info',
        title: 'A new version is available.',
        text: 'Loading it reloads the page. Save the database first if you have written to it.',
        action: { label: 'Load', run: () => void update(true) },
      });
    },
    onRegisteredSW(_url, registration) {
      setInterval(() => void registration?.update().catch(() => {}), CHECK_MS);
    },
  });
}
