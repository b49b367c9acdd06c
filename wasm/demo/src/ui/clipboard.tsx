/** Copying, and a button that says it is done. */

import { signal } from '@preact/signals';
import { Icon } from './icon';

/** What was copied last, for the live region of the page. */
export const copied = signal('');

export async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    announce(`${what} copied`);
  } catch {
    announce(`the browser does not let the page copy: select the ${what} and copy it by hand`);
  }
}

let clearing: ReturnType<typeof setTimeout> | undefined;

function announce(text: string): void {
  copied.value = text;
  clearTimeout(clearing);
  clearing = setTimeout(() => {
    copied.value = '';
  }, 2500);
}

/** The short message that something was copied. */
export function Toast() {
  return (
    <div class="toast" role="status" data-shown={copied.value !== ''}>
      {copied.value}
    </div>
  );
}

export function CopyButton({ text, what }: { text: () => string; what: string }) {
  return (
    <button
      type="button"
      class="button icon"
      aria-label={`Copy ${what}`}
      title={`Copy ${what}`}
      onClick={() => copy(text(), what)}
    >
      <Icon name="copy" />
    </button>
  );
}
