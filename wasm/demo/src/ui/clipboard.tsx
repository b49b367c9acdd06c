/** Copying to the clipboard, with a message that confirms it. */

import { signal } from '@preact/signals';
import { Icon } from './icon';

/** The message about the last copy, for the page's live region. */
const copied = signal('');

/** Copies text. A promise is handed to the browser as it is, since some allow copying only during a click. */
export async function copy(text: string | Promise<string>, what: string): Promise<void> {
  copied.value = '';
  try {
    if (typeof text === 'string') await navigator.clipboard.writeText(text);
    else await navigator.clipboard.write([new ClipboardItem({ 'text/plain': text.then(blobOf) })]);
    announce(`${what} copied`);
  } catch {
    announce(await whyNotCopied(text, what));
  }
}

function blobOf(text: string): Blob {
  return new Blob([text], { type: 'text/plain' });
}

async function whyNotCopied(text: string | Promise<string>, what: string): Promise<string> {
  try {
    await text;
    return `the browser does not allow the page to copy: select the ${what} and copy it by hand`;
  } catch (error) {
    return `no ${what} to copy: ${error instanceof Error ? error.message : String(error)}`;
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

/** The short message about a copy. */
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
